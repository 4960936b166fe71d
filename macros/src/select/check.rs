//! What is wrong with arms that read well one by one.

use super::arm::{Operation, Select};
use crate::diagnostics::catalog;
use crate::diagnostics::error::{Problems, at};

/// Reports and takes out the arms that cannot be.
pub(super) fn select(select: &mut Select, problems: &mut Problems) {
    let mut has_default = false;
    select.arms.retain_mut(|arm| {
        if let Operation::Default { keyword, .. } = &arm.operation {
            if has_default {
                problems.add(at(keyword, catalog::DEFAULT_TWICE));
                return false;
            }
            has_default = true;
        }
        if let Some((keyword, _)) = &arm.otherwise
            && arm.operation.pattern().is_none()
        {
            problems.add(at(keyword, catalog::ELSE_WITHOUT_PATTERN));
            return false;
        }
        true
    });
}
