//! Counts and sizes in options.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens as _;
use syn::{Expr, Lit, LitInt};

/// A whole number of at least one; `None` for what only the compiler can judge.
pub(super) fn count(value: &Expr) -> Result<Option<u64>, ()> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) => match int.base10_parse::<u64>() {
                Ok(0) | Err(_) => Err(()),
                Ok(number) => Ok(Some(number)),
            },
            _ => Err(()),
        },
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => Err(()),
        Expr::Array(_) | Expr::Tuple(_) | Expr::Closure(_) | Expr::Struct(_) => Err(()),
        _ => Ok(None),
    }
}

/// A count as a `usize`, at the place of the value it was read from.
pub(super) fn number(value: u64, at: &Expr) -> TokenStream {
    let span = at.to_token_stream().into_iter().next().map_or_else(Span::call_site, |t| t.span());
    LitInt::new(&format!("{value}usize"), span).into_token_stream()
}

/// A count as a `u64`, at the place of the value it was read from.
pub(super) fn long_number(value: u64, at: &Expr) -> TokenStream {
    let span = at.to_token_stream().into_iter().next().map_or_else(Span::call_site, |t| t.span());
    LitInt::new(&format!("{value}u64"), span).into_token_stream()
}

/// `10s` and its like, in nanoseconds.
pub(super) fn nanoseconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (amount, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim_start() {
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "min" => 60_000_000_000,
        _ => return None,
    };
    amount.parse::<u64>().ok()?.checked_mul(factor).filter(|time| *time > 0)
}

/// `256 KiB` and its like, in bytes.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (amount, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim_start() {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    amount.parse::<u64>().ok()?.checked_mul(factor).filter(|size| *size > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        assert_eq!(nanoseconds("10s"), Some(10_000_000_000));
        assert_eq!(nanoseconds("1 ms"), Some(1_000_000));
        assert_eq!(nanoseconds("2min"), Some(120_000_000_000));
        for wrong in ["", "s", "1", "1 h", "-1s", "1.5s", "0s", "99999999999999999999 s", "18446744073709551615 s"] {
            assert_eq!(nanoseconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sizes_are_read() {
        assert_eq!(bytes("256 KiB"), Some(262_144));
        assert_eq!(bytes("1MiB"), Some(1_048_576));
        assert_eq!(bytes("1 GiB"), Some(1 << 30));
        for wrong in
            ["", "KiB", "1", "1 KB", "-1 KiB", "1.5 MiB", "0 KiB", "99999999999999999999 B", "18446744073709551615 GiB"]
        {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }
}
