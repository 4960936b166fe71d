//! The walk through the syntax, in the order of evaluation.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Item, Local, Macro, Pat, Stmt, Type};

use super::super::content::{self, Content};
use super::super::facts::{Act, Origin, Seen};
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
        visit::visit_stmt(self, statement);
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
                self.leaving(true, |reader| reader.visit_expr(otherwise));
            }
        }
        let first = self.facts.variables.len();
        self.bind(&local.pat, Origin::Local);
        for variable in &mut self.facts.variables[first..] {
            variable.same_as = same_as;
        }
        self.values(&local.pat, std);
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
            self.method(&expr.expr, &Ident::new("iter", name.span()), 0);
        }
        self.in_loop(|reader| {
            reader.bind(&expr.pat, Origin::Loop);
            reader.visit_block(&expr.body);
        });
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
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
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        call.args.iter().for_each(|arg| self.visit_expr(arg));
        self.method(&call.receiver, &call.method, call.args.len());
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
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

    // Other bodies, and what runs in the compiler.
    fn visit_item(&mut self, _: &'ast Item) {}
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}
    fn visit_type(&mut self, _: &'ast Type) {}
    fn visit_pat(&mut self, _: &'ast Pat) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}
