//! A `go!` whose handle is dropped at once, though the goroutine gives something that must be used: a `Result`, a future.
//!
//! The type decides, and only at the end of the function is it sure: what a goroutine gives may be inferred from what comes
//! after it, or never, as in `go! { loop { … } }`. A method that depends on it, as in `probes`, would be chosen too early, and a
//! wrong choice is an error in a program that has none. So the compiler's own lint does the asking, `unused_must_use`, which comes
//! when all types are known: the statement gets code beside it that never runs, of the type of the goroutine's result, at the
//! place of the `go!`. What `f();` would be warned of, so is `go!(f());`, in the same words, and what rustc proposes to
//! write (`let _ =`) is right.
//!
//! A `go!` does not know whether it is a statement. The body around it does, and so it is that which asks.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, MacroDelimiter, ReturnType, Signature, Stmt};

use super::{content, unpolled_future};
use crate::diagnostics::warning::{LOST_RESULT, Level, Levels};
use crate::select::Select;
use crate::syntax::keywords::{GO, SELECT};
use crate::syntax::paths;
use crate::syntax::statement::Work;
use crate::syntax::tokens::mentions;

/// Puts the questions into a function's body.
pub(super) fn ask_in_function(block: &mut Block, signature: &Signature, levels: &Levels) {
    let gives_nothing = matches!(signature.output, ReturnType::Default);
    Asker { levels }.statements(&mut block.stmts, gives_nothing);
}

/// Puts the questions into a goroutine's body, of which the last value is the goroutine's.
pub(super) fn ask_in_goroutine(work: &mut Work, levels: &Levels) {
    use crate::syntax::body::Body;
    match work {
        Work::Body(_, Body::Expression(expr)) => Asker { levels }.visit_expr_mut(expr),
        Work::Body(_, Body::Statements(statements)) => Asker { levels }.statements(statements, false),
        Work::Call(_) | Work::Method(_) => {}
    }
}

struct Asker<'a> {
    levels: &'a Levels,
}

impl Asker<'_> {
    /// Walks a block's statements. `unit`, if the block surely gives nothing, so that a `go! { … }` at its end is a statement.
    fn statements(&mut self, statements: &mut [Stmt], unit: bool) {
        let last = statements.len().saturating_sub(1);
        for (index, statement) in statements.iter_mut().enumerate() {
            visit_mut::visit_stmt_mut(self, statement);
            if let Some(asked) = self.asked(statement, index < last || unit) {
                *statement = Stmt::Expr(Expr::Verbatim(asked), None);
            }
        }
    }

    /// The statement with the question, if it is a `go!` whose handle nobody keeps.
    fn asked(&self, statement: &Stmt, is_statement: bool) -> Option<TokenStream> {
        let (attributes, call) = match statement {
            Stmt::Macro(call) if call.semi_token.is_some() || is_statement => (&call.attrs, &call.mac),
            Stmt::Expr(Expr::Macro(call), Some(_)) => (&call.attrs, &call.mac),
            _ => return None,
        };
        let name = call.path.segments.last().map(|last| &last.ident).filter(|name| *name == GO)?;
        let deny = match self.level(call)? {
            Level::Allow => return None,
            Level::Warn => None,
            Level::Deny => Some(quote!(#[deny(unused_must_use)])),
        };
        let runtime = paths::runtime();
        // At one place throughout, or the compiler would not say the place.
        let span = name.span();
        let handle = Ident::new("handle_of_the_goroutine", span);
        let mut question =
            quote!(#handle.lost_result()).into_iter().map(|tree| at(tree, span)).collect::<TokenStream>();
        question.extend(quote!(;));
        Some(quote! {
            #(#attributes)*
            match #call {
                #handle => if false {
                    use #runtime::{LostResult as _, NoHandle as _};
                    #deny { #question }
                }
            }
        })
    }

    /// The level of the lint at a `go!`; none, where another lint has said it.
    fn level(&self, call: &Macro) -> Option<Level> {
        let level = self.levels.of(LOST_RESULT);
        let has_options = matches!(call.tokens.clone().into_iter().next(), Some(TokenTree::Punct(_)));
        let may_be_future = mentions(&call.tokens, &Ident::new("async", Span::call_site()));
        if !has_options && !may_be_future {
            return Some(level);
        }
        let statement = content::go(call.tokens.clone())?;
        let is_future = match &statement.work {
            Work::Body(_, body) => unpolled_future::future(body).is_some(),
            _ => false,
        };
        (!is_future).then(|| self.levels.with(&statement.options.lints).of(LOST_RESULT))
    }
}

fn at(tree: TokenTree, span: Span) -> TokenTree {
    let mut tree = match tree {
        TokenTree::Group(_) => TokenTree::Group(Group::new(Delimiter::Parenthesis, TokenStream::new())),
        other => other,
    };
    tree.set_span(span);
    tree
}

impl VisitMut for Asker<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        self.statements(&mut block.stmts, false);
    }

    fn visit_expr_loop_mut(&mut self, expr: &mut syn::ExprLoop) {
        self.statements(&mut expr.body.stmts, true);
    }

    fn visit_expr_while_mut(&mut self, expr: &mut syn::ExprWhile) {
        self.visit_expr_mut(&mut expr.cond);
        self.statements(&mut expr.body.stmts, true);
    }

    fn visit_expr_for_loop_mut(&mut self, expr: &mut syn::ExprForLoop) {
        self.visit_expr_mut(&mut expr.expr);
        self.statements(&mut expr.body.stmts, true);
    }

    fn visit_expr_if_mut(&mut self, expr: &mut syn::ExprIf) {
        self.visit_expr_mut(&mut expr.cond);
        let unit = expr.else_branch.is_none();
        self.statements(&mut expr.then_branch.stmts, unit);
        if let Some((_, otherwise)) = &mut expr.else_branch {
            self.visit_expr_mut(otherwise);
        }
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        let is_select = call.path.segments.last().is_some_and(|last| SELECT.iter().any(|name| last.ident == name));
        let may_start = matches!(call.delimiter, MacroDelimiter::Brace(_))
            && mentions(&call.tokens, &Ident::new(GO, Span::call_site()));
        if is_select
            && may_start
            && let Ok(mut input) = call.parse_body_with(Select::parse_strictly)
        {
            input.bodies_mut().for_each(|body| self.visit_expr_mut(body));
            call.tokens = input.into_token_stream();
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_expr_const_mut(&mut self, _: &mut syn::ExprConst) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}
}
