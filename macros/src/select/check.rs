//! What is wrong with arms that read well one by one.

use super::arm::{Operation, Select};
use super::values;
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
        if let Operation::Receive { pattern: Some(pattern), .. } = &arm.operation
            && let Some(none) = values::none(pattern)
        {
            problems.add(at(none, catalog::ARM_NONE));
            return false;
        }
        if let Some((keyword, _)) = &arm.otherwise
            && matches!(arm.operation, Operation::Receive { pattern: None, .. })
        {
            problems.add(at(keyword, catalog::ELSE_WITHOUT_PATTERN));
            return false;
        }
        true
    });
}
