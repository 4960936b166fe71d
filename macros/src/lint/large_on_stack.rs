//! An array in a `go!`'s body that is larger than the goroutine's stack.
//!
//! The stack is the `go!`'s own `stack_size`, or else the default. In a `main` that sets another default, nothing is said.
//! Of functions under `#[goroutine]` nothing is known: they may be called from any stack, and `main` and tests have large
//! ones.
//!
//! Only what surely is on the stack counts: an array that a variable is made of, or that is borrowed for writing. A shared
//! borrow of a constant array is a static, and `Box::new([…])` may be built in place.

use syn::visit::{self, Visit};
use syn::{BinOp, Expr, ExprRepeat, Lit, Local, Type};

use super::syntactic::{Report, heed_allow, read_macros, stay_here};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{LARGE_ON_STACK, Level, Levels};
use crate::syntax::options::{Options, StackSize};
use crate::syntax::tokens::peeled;

/// The stack of a goroutine that asks for none, in a release build: the runtime's `engine::DEFAULT_STACK_SIZE`.
const DEFAULT_STACK_SIZE: u64 = 256 << 10;

pub(super) struct LargeOnStack<'a, 'b> {
    report: &'a mut Report<'b>,
    stack: u64,
}

/// What a function says of the lints to the `go!`s in it: none of this one, where it is a `main` that says how large
/// stacks are. What it says of the lint itself holds.
pub(crate) fn with_stacks_of(options: &Options) -> Levels {
    let mut levels = Levels::default();
    if !matches!(options.stack_size(), StackSize::Default) {
        levels.say(Level::Allow, syn::Ident::new(LARGE_ON_STACK, proc_macro2::Span::mixed_site()));
    }
    levels.with(&options.lints)
}

impl<'a, 'b> LargeOnStack<'a, 'b> {
    /// None, if the size of the stack is not written as a number.
    pub(super) fn new(report: &'a mut Report<'b>, options: &Options) -> Option<Self> {
        let stack = match options.stack_size() {
            StackSize::Default => DEFAULT_STACK_SIZE,
            StackSize::Bytes(size) => size,
            StackSize::Unknown => return None,
        };
        Some(Self { report, stack })
    }

    fn array(&mut self, array: &ExprRepeat, element: Option<&Type>) {
        let Some(size) = size_of_array(array, element) else { return };
        if size >= self.stack {
            let of_builds = if self.stack == DEFAULT_STACK_SIZE { " (in a release build)" } else { "" };
            let stack = format!("{}{of_builds}", said(self.stack));
            let text = fill(catalog::LARGE_ON_STACK, &[&said(size), &stack]);
            let span = array.bracket_token.span.open();
            self.report.say(LARGE_ON_STACK, span, text);
        }
    }
}

impl<'ast> Visit<'ast> for LargeOnStack<'_, '_> {
    fn visit_local(&mut self, local: &'ast Local) {
        if let Some(init) = &local.init
            && let Expr::Repeat(array) = peeled(&init.expr)
        {
            let element = match &local.pat {
                syn::Pat::Type(typed) => match &*typed.ty {
                    Type::Array(array) => Some(&*array.elem),
                    _ => None,
                },
                _ => None,
            };
            self.array(array, element);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_reference(&mut self, borrow: &'ast syn::ExprReference) {
        if borrow.mutability.is_some()
            && let Expr::Repeat(array) = peeled(&borrow.expr)
        {
            self.array(array, None);
        }
        visit::visit_expr_reference(self, borrow);
    }

    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}

    heed_allow!();
    read_macros!();
    stay_here!();
}

/// The bytes of `[value; count]`, or fewer.
fn size_of_array(array: &ExprRepeat, element: Option<&Type>) -> Option<u64> {
    let each = element.and_then(size_of_type).or_else(|| size_of_value(&array.expr))?;
    each.checked_mul(number(&array.len)?)
}

/// The bytes of a value, or fewer: a number without a type is at least one.
fn size_of_value(value: &Expr) -> Option<u64> {
    match peeled(value) {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) => Some(size_of_name(int.suffix()).unwrap_or(1)),
            Lit::Float(float) => Some(size_of_name(float.suffix()).unwrap_or(4)),
            Lit::Bool(_) | Lit::Byte(_) => Some(1),
            Lit::Char(_) => Some(4),
            _ => None,
        },
        Expr::Repeat(inner) => size_of_array(inner, None),
        Expr::Tuple(parts) => parts.elems.iter().map(size_of_value).sum(),
        Expr::Paren(inner) => size_of_value(&inner.expr),
        Expr::Unary(inner) => size_of_value(&inner.expr),
        Expr::Cast(cast) => size_of_type(&cast.ty),
        _ => None,
    }
}

fn size_of_type(ty: &Type) -> Option<u64> {
    match ty {
        Type::Path(path) => size_of_name(&path.path.get_ident()?.to_string()),
        Type::Array(array) => size_of_type(&array.elem)?.checked_mul(number(&array.len)?),
        Type::Tuple(parts) => parts.elems.iter().map(size_of_type).sum(),
        Type::Paren(inner) => size_of_type(&inner.elem),
        Type::Group(inner) => size_of_type(&inner.elem),
        _ => None,
    }
}

/// The bytes of a type by its name; those of `usize` are at least four.
fn size_of_name(name: &str) -> Option<u64> {
    match name {
        "u8" | "i8" | "bool" => Some(1),
        "u16" | "i16" => Some(2),
        "u32" | "i32" | "f32" | "char" | "usize" | "isize" => Some(4),
        "u64" | "i64" | "f64" => Some(8),
        "u128" | "i128" => Some(16),
        _ => None,
    }
}

/// A number that is written as one, or as a sum, a product or a power of two.
fn number(expr: &Expr) -> Option<u64> {
    match peeled(expr) {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) => int.base10_parse().ok(),
            _ => None,
        },
        Expr::Paren(inner) => number(&inner.expr),
        Expr::Binary(binary) => {
            let (left, right) = (number(&binary.left)?, number(&binary.right)?);
            match binary.op {
                BinOp::Add(_) => left.checked_add(right),
                BinOp::Sub(_) => left.checked_sub(right),
                BinOp::Mul(_) => left.checked_mul(right),
                BinOp::Div(_) => left.checked_div(right),
                BinOp::Shl(_) => left.checked_mul(1_u64.checked_shl(u32::try_from(right).ok()?)?),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A size in the units in which it is short: `1 MiB`, `1.5 MiB`, `256 KiB`.
fn said(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        _ if bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        1_048_576.. => format!("{}.{} MiB", bytes >> 20, ((bytes % (1 << 20)) * 10) >> 20),
        _ => format!("{} KiB", bytes >> 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn sizes_as_far_as_they_can_be_read() {
        for (array, size) in [
            (parse_quote!([0u8; 1 << 20]), Some(1 << 20)),
            (parse_quote!([0; 1024 * 1024]), Some(1 << 20)),
            (parse_quote!([[0u64; 8]; 100_000]), Some(6_400_000)),
            (parse_quote!([(0u8, 1.0f64); 10]), Some(90)),
            (parse_quote!([-1i32; (1 << 4) - 6]), Some(40)),
            (parse_quote!([b'x'; 7]), Some(7)),
            (parse_quote!([0u8; N]), None),
            (parse_quote!([NONE; 9]), None),
            (parse_quote!([0u8; 1 << 70]), None),
        ] {
            let array: ExprRepeat = array;
            assert_eq!(size_of_array(&array, None), size, "{}", quote::quote!(#array));
        }
    }

    #[test]
    fn sizes_are_said_shortly() {
        assert_eq!(said(1 << 20), "1 MiB");
        assert_eq!(said(6_400_000), "6.1 MiB");
        assert_eq!(said(300_000), "292 KiB");
        assert_eq!(said(40), "40 bytes");
    }
}
