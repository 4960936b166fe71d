//! The walk through the syntax, in the order of evaluation.

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Item, Local, Macro, Pat, Stmt, Type};

use super::super::content::{self, Content};
use super::super::facts::{Act, Assertion, Channel, Drain, Exit, Origin, Seen, Use, VariableId};
use super::super::known;
use super::super::lost_cancel;
use super::super::shapes::{self, attributes, diverges};
use super::Reader;
use crate::syntax::tokens::peeled;

impl<'ast> Visit<'ast> for Reader {
    fn visit_block(&mut self, block: &'ast Block) {
        self.leaving(shapes::block_diverges(block), |reader| reader.statements(&block.stmts));
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let quiet = self.here.quiet;
        self.here.quiet |= attributes(statement).iter().any(shapes::allows_deprecated);
        self.dropping = shapes::drops_handle(statement);
        visit::visit_stmt(self, statement);
        self.dropping = false;
        self.here.quiet = quiet;
    }

    fn visit_local(&mut self, local: &'ast Local) {
        let mut same_as = None;
        let mut std = Seen::default();
        if let Some(init) = &local.init {
            self.visit_expr(&init.expr);
            same_as = self.same(&init.expr);
            std = self.seen(&init.expr);
            if let Some((_, otherwise)) = &init.diverge {
                let node = self.node();
                self.branch(node, 0, true, |reader| reader.visit_expr(otherwise));
            }
        }
        let first = self.facts.variables.len();
        self.bind(&local.pat, Origin::Local);
        for variable in &mut self.facts.variables[first..] {
            variable.same_as = same_as;
        }
        self.values(&local.pat, std);
        self.made(local, first, same_as);
    }

    fn visit_expr_let(&mut self, expr: &'ast syn::ExprLet) {
        self.visit_expr(&expr.expr);
        self.bind(&expr.pat, Origin::Local);
    }

    fn visit_expr_if(&mut self, expr: &'ast syn::ExprIf) {
        let node = self.node();
        self.scoped(|reader| {
            reader.visit_expr(&expr.cond);
            let leaves = shapes::block_diverges(&expr.then_branch);
            reader.branch(node, 0, leaves, |reader| reader.visit_block(&expr.then_branch));
        });
        if let Some((_, otherwise)) = &expr.else_branch {
            self.branch(node, 1, diverges(otherwise), |reader| reader.visit_expr(otherwise));
        }
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        self.visit_expr(&expr.expr);
        let node = self.node();
        for (index, arm) in expr.arms.iter().enumerate() {
            self.branch(node, index, diverges(&arm.body), |reader| {
                reader.bind(&arm.pat, Origin::Local);
                reader.visit_expr(&arm.body);
            });
        }
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
        self.visit_expr(&expr.expr);
        if let Some(name) = shapes::variable(&expr.expr) {
            self.method(&expr.expr, &Ident::new("iter", name.span()), &Punctuated::new());
        }
        let first = self.facts.mentions.len();
        self.in_loop(|reader| {
            reader.bind(&expr.pat, Origin::Loop);
            reader.visit_block(&expr.body);
        });
        self.drained(&expr.expr, first, &expr.body);
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        let before = self.facts.mentions.len();
        self.in_loop(|reader| {
            let first = reader.facts.variables.len();
            reader.visit_expr(&expr.cond);
            for variable in &mut reader.facts.variables[first..] {
                if variable.origin == Origin::Local {
                    variable.origin = Origin::Loop;
                }
            }
            reader.visit_block(&expr.body);
        });
        if let Expr::Let(condition) = peeled(&expr.cond)
            && let Expr::MethodCall(call) = peeled(&condition.expr)
            && call.method == "recv"
            && call.args.is_empty()
        {
            // The receiver's own mention comes first.
            self.drained(&call.receiver, before + 1, &expr.body);
        }
    }

    fn visit_expr_reference(&mut self, borrow: &'ast syn::ExprReference) {
        self.visit_expr(&borrow.expr);
        if let Expr::Path(path) = peeled(&borrow.expr)
            && path.path.get_ident().is_some()
        {
            self.used(Use::Borrowed);
        }
    }

    fn visit_expr_return(&mut self, expr: &'ast syn::ExprReturn) {
        visit::visit_expr_return(self, expr);
        self.exit();
    }

    fn visit_expr_try(&mut self, expr: &'ast syn::ExprTry) {
        visit::visit_expr_try(self, expr);
        self.exit();
    }

    fn visit_expr_loop(&mut self, expr: &'ast syn::ExprLoop) {
        self.in_loop(|reader| reader.visit_block(&expr.body));
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        self.here.closures += 1;
        self.scoped(|reader| {
            closure.inputs.iter().for_each(|pat| reader.bind(pat, Origin::Local));
            reader.visit_expr(&closure.body);
        });
        self.here.closures -= 1;
    }

    fn visit_expr_async(&mut self, block: &'ast syn::ExprAsync) {
        self.here.closures += 1;
        self.visit_block(&block.block);
        self.here.closures -= 1;
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        if path.qself.is_none()
            && let Some(name) = path.path.get_ident()
        {
            self.mention(name, Act::Read);
        }
    }

    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        self.visit_expr(&assign.right);
        self.assigned(&assign.left, Act::Assign);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        if shapes::assigns(&binary.op) {
            self.visit_expr(&binary.right);
            self.assigned(&binary.left, Act::Change);
        } else {
            visit::visit_expr_binary(self, binary);
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        self.called(&call.func);
        self.visit_expr(&call.func);
        // The closure of a scope runs here and now.
        let here = shapes::runs_closure_here(&call.func);
        for arg in &call.args {
            match peeled(arg) {
                Expr::Closure(closure) if here => self.scoped(|reader| {
                    closure.inputs.iter().for_each(|pat| reader.bind(pat, Origin::Local));
                    reader.visit_expr(&closure.body);
                }),
                other => self.visit_expr(other),
            }
        }
        if let [argument] = &call.args.iter().collect::<Vec<_>>()[..]
            && shapes::variable(argument).is_some()
            && shapes::called_path(call).and_then(|path| path.segments.last()).is_some_and(|last| last.ident == "clone")
        {
            self.used(Use::Called("clone".to_owned()));
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        if shapes::variable(&call.receiver).is_some() {
            self.used(Use::Called(call.method.to_string()));
        }
        let first = self.facts.mentions.len();
        call.args.iter().for_each(|arg| self.visit_expr(arg));
        self.method(&call.receiver, &call.method, &call.args);
        if call.method == "go"
            && call.args.last().is_some_and(shapes::is_closure)
            && let Some(name) = shapes::variable(&call.receiver)
        {
            let group = self.resolve(&name.to_string());
            self.facts.members.push((group, first..self.facts.mentions.len()));
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if shapes::is_assertion(call)
            && let Some(last) = call.path.segments.last()
        {
            let (name, place) = (last.ident.clone(), self.here.clone());
            self.facts.assertions.push(Assertion { name, place });
        }
        let first = self.facts.mentions.len();
        self.content(call);
        if call.path.segments.last().is_some_and(|last| last.ident == "defer") {
            self.facts.deferred.push(first..self.facts.mentions.len() + 1);
        }
    }

    // Other bodies, and what runs in the compiler.
    fn visit_item(&mut self, _: &'ast Item) {}
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}
    fn visit_type(&mut self, _: &'ast Type) {}
    fn visit_pat(&mut self, _: &'ast Pat) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

impl Reader {
    fn content(&mut self, call: &Macro) {
        match content::read(call) {
            Content::Go(statement) => self.start(&statement),
            Content::Select(select) => self.select(&select),
            Content::Statements(statements) => self.statements(&statements),
            Content::Matches(value, pat) => {
                self.visit_expr(&value);
                self.scoped(|reader| reader.bind(&pat, Origin::Local));
            }
            Content::Words(words, goroutines) => {
                for word in words {
                    self.mention(&word, Act::Read);
                }
                goroutines.iter().for_each(|statement| self.start(statement));
            }
            other => content::walk(&other, self),
        }
    }

    /// What a `let` says of its variables' types: of channels, of a context's handle, by the function that makes one.
    fn made(&mut self, local: &Local, first: usize, same_as: Option<VariableId>) {
        let variables = first..self.facts.variables.len();
        let pat = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            pat => pat,
        };
        let Some(init) = &local.init else { return };
        if let (Pat::Ident(_), Some(variable)) = (pat, self.facts.variables.get(first)) {
            let of_type = match &local.pat {
                Pat::Type(typed) => known::of_type(&typed.ty),
                _ => None,
            };
            let same = same_as.and_then(|other| self.facts.variables[other].ty.clone());
            debug_assert!(variable.ty.is_none());
            self.facts.variables[first].ty = of_type.or_else(|| known::made(&init.expr)).or(same);
        }
        let Pat::Tuple(pair) = pat else { return };
        let names: Vec<Option<String>> = pair.elems.iter().map(name_of).collect();
        let named = |name: &Option<String>| {
            let name = name.as_ref()?;
            variables.clone().find(|id| self.facts.variables[*id].name == *name)
        };
        let [left, right] = &names[..] else { return };
        match peeled(&init.expr) {
            Expr::Call(call) => {
                let (Some(sender), Some(receiver)) = (named(left), named(right)) else { return };
                let Some(capacity) = shapes::made_channel(call) else { return };
                let (unbuffered, at) = (capacity == Some(0), self.facts.mentions.len());
                let place = self.here.clone();
                self.facts.channels.push(Channel { sender, receiver, unbuffered, at, place });
            }
            Expr::MethodCall(call) if lost_cancel::MAKERS.iter().any(|maker| call.method == maker) => {
                let cancel = named(right);
                self.facts.cancels.extend(cancel);
            }
            _ => {}
        }
    }

    /// A loop over what comes out of a channel, if its head is a receiver.
    fn drained(&mut self, head: &Expr, first: usize, body: &Block) {
        let receiver = match peeled(head) {
            Expr::MethodCall(call) if call.args.is_empty() && (call.method == "iter" || call.method == "into_iter") => {
                &call.receiver
            }
            other => other,
        };
        let Some(name) = shapes::variable(receiver) else { return };
        let (span, receiver) = (name.span(), self.resolve(&name.to_string()));
        let mentions = first..self.facts.mentions.len();
        let leaves = shapes::may_leave(body);
        let place = self.here.clone();
        self.facts.drains.push(Drain { receiver, span, place, mentions, leaves });
    }

    fn exit(&mut self) {
        let (place, at) = (self.here.clone(), self.facts.mentions.len());
        self.facts.exits.push(Exit { place, at });
    }
}

fn name_of(pat: &Pat) -> Option<String> {
    match pat {
        Pat::Ident(pat) => Some(pat.ident.to_string()),
        _ => None,
    }
}
