//! The types of a body's variables, as far as it shows them: `let m = Arc::new(Mutex::new(0))`, `m: &Mutex<u8>`,
//! `let other = m.clone()`.

use syn::{Expr, FnArg, GenericArgument, Local, Pat, PathArguments, Signature, Type};

use super::shapes::{called_path, cloned, variable};
use crate::guard::names;
use crate::syntax::tokens::peeled;

/// Types that stand for what they contain.
const SHARED: [&str; 4] = ["Arc", "Rc", "Box", "LazyLock"];

/// The variables in sight and the last word of their types, innermost last.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(Vec<(String, Option<String>)>);

impl Known {
    pub(super) fn of(signature: &Signature) -> Self {
        let mut known = Self::default();
        for input in &signature.inputs {
            if let FnArg::Typed(typed) = input {
                known.bind(&typed.pat, of_type(&typed.ty));
            }
        }
        known
    }

    /// New variables hide old ones.
    pub(super) fn bind(&mut self, pat: &Pat, of: Option<String>) {
        let of = of.filter(|_| matches!(pat, Pat::Ident(_)));
        self.0.extend(names(pat).into_iter().map(|name| (name, of.clone())));
    }

    pub(super) fn learn(&mut self, local: &Local) {
        let of_value = local.init.as_ref().and_then(|init| {
            made(&init.expr).or_else(|| cloned(&init.expr).and_then(|name| self.of_name(&name.to_string())))
        });
        match &local.pat {
            Pat::Type(typed) => self.bind(&typed.pat, of_type(&typed.ty).or(of_value)),
            pat => self.bind(pat, of_value),
        }
    }

    /// Whether an expression is a variable of this type.
    pub(super) fn is(&self, expr: &Expr, ty: &str) -> bool {
        variable(expr).is_some_and(|name| self.of_name(&name.to_string()).as_deref() == Some(ty))
    }

    fn of_name(&self, name: &str) -> Option<String> {
        self.0.iter().rev().find(|(known, _)| known == name).and_then(|(_, of)| of.clone())
    }
}

/// The type of which an expression makes a value: `Mutex::new(0)`, `Arc::new(Mutex::new(0))`.
pub(super) fn made(expr: &Expr) -> Option<String> {
    let Expr::Call(call) = peeled(expr) else { return None };
    let segments = &called_path(call)?.segments;
    let ty = segments[segments.len().checked_sub(2)?].ident.to_string();
    if SHARED.contains(&ty.as_str()) {
        return made(call.args.first()?);
    }
    let makes = segments.last()?.ident == "new" || segments.last()?.ident == "default";
    (makes && ty.starts_with(char::is_uppercase)).then_some(ty)
}

/// The last word of a type, behind references and what stands for what it contains.
pub(super) fn of_type(ty: &Type) -> Option<String> {
    match ty {
        Type::Reference(inner) => of_type(&inner.elem),
        Type::Paren(inner) => of_type(&inner.elem),
        Type::Group(inner) => of_type(&inner.elem),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let word = last.ident.to_string();
            if !SHARED.contains(&word.as_str()) {
                return Some(word);
            }
            match &last.arguments {
                PathArguments::AngleBracketed(list) => list.args.iter().find_map(|argument| match argument {
                    GenericArgument::Type(inner) => of_type(inner),
                    _ => None,
                }),
                _ => None,
            }
        }
        _ => None,
    }
}
