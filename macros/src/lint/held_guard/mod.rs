//! A guard of a lock of std is alive while the goroutine waits: whoever locks meanwhile blocks its thread, and if that is
//! the thread of the goroutine that waits, for good.
//!
//! What may be a guard is known by its shape (`guard`); whether it is one of std's, the compiler says of the lock (`probes`),
//! where that can be named once more, and the shape itself where it cannot: `.lock().unwrap()`, because the locks of
//! `goroutines::sync` give their guards without a `Result`. A guard that is handed to a function counts as gone.
//!
//! The body is followed along its ways (`flow`): each branch begins with what is alive before it. Where a guard has ended on some
//! of the ways to a place, what waits there waits under it on the others; but not what waits in a branch again, which may be the
//! one whose guard has ended.

mod flow;

use proc_macro2::Ident;
use quote::ToTokens as _;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Item, Local, Macro, Member, Pat, Signature, Stmt};

use self::flow::{Evidence, Flow, Frame, Guard};
use super::content::{self, Content};
use super::locks::Locks;
use super::parking;
use super::probes::{self, Ask, Suspicion};
use super::shapes::{allows_deprecated, attributes, ends_goroutine, never_returns, runs_closure_here, variable};
use super::syntactic::Report;
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{Condition, Finding, HELD_GUARD};
use crate::guard::{self, Sight, Source, lets, names};
use crate::syntax::captures::Source as Capture;
use crate::syntax::statement::Work;
use crate::syntax::tokens::{mentions, peeled};

/// Nothing that a function returns counts: the compiler is asked of what is known to be made by a lock.
const NARROW: Sight<'_> = Sight { alive: &[], wide: false };

pub(super) struct HeldGuard<'a, 'b> {
    report: &'a mut Report<'b>,
    locks: Locks,
    now: Flow,
    frames: Vec<Frame>,
    /// How many branches are around this place.
    depth: usize,
    made: usize,
    /// The variables in sight, each with the number of what is assigned to it later.
    variables: Vec<(String, usize)>,
    /// The guards that were warned of: once each.
    said: Vec<usize>,
    /// The mark before the statement that is being looked at; none, where no statement of its own has one.
    mark: Option<usize>,
    /// How many things had been numbered before that statement.
    at: usize,
    /// Whether there are marks at all.
    marked: bool,
    /// What the compiler is to be asked.
    pub(super) suspicions: Vec<Suspicion>,
    /// Whether it would be asked, were there marks.
    pub(super) would_ask: bool,
}

impl<'a, 'b> HeldGuard<'a, 'b> {
    pub(super) fn new(report: &'a mut Report<'b>, signature: Option<&Signature>, marked: bool) -> Self {
        Self {
            report,
            locks: signature.map(Locks::of).unwrap_or_default(),
            now: Flow::default(),
            frames: Vec::new(),
            depth: 0,
            made: 0,
            variables: Vec::new(),
            said: Vec::new(),
            mark: None,
            at: 0,
            marked,
            suspicions: Vec::new(),
            would_ask: false,
        }
    }

    pub(super) fn body(&mut self, statements: &[Stmt]) {
        statements.iter().for_each(|statement| self.visit_stmt(statement));
    }

    /// Something waits here: a function, or a method of `by`.
    fn waits(&mut self, at: &Ident, by: Option<&Expr>) {
        if self.now.dead {
            return;
        }
        for guard in self.now.alive.clone() {
            let elsewhere = guard.perhaps.is_some_and(|depth| depth != self.depth);
            if elsewhere || self.said.contains(&guard.id) {
                continue;
            }
            self.said.push(guard.id);
            let text = match &guard.called {
                Some(name) => fill(catalog::HELD_GUARD, &[name, &at.to_string(), name]),
                None => fill(catalog::HELD_TEMPORARY, &[&at.to_string()]),
            };
            let (mark, ask) = match guard.evidence {
                Evidence::Shape => {
                    self.report.say(HELD_GUARD, at.span(), text);
                    continue;
                }
                Evidence::Lock { mark, lock } => {
                    let is_itself = |by: &Expr| guard.name.is_some() && guard::variable(by) == guard.name;
                    let ask = match by {
                        // `guard.recv()`
                        Some(by) if is_itself(by) => Ask::LockOfWhatWaits(lock),
                        Some(by) if self.was_there(guard.at, by) => Ask::LockAndWait(lock, by.to_token_stream()),
                        _ => Ask::Lock(lock),
                    };
                    (mark, ask)
                }
                Evidence::Variable { mark: Some(mark), variable } => (mark, Ask::Guard(variable)),
                Evidence::Later | Evidence::Variable { mark: None, .. } => {
                    self.would_ask = true;
                    continue;
                }
            };
            if let Some(level) = self.report.level(HELD_GUARD) {
                let condition = Condition::Always;
                let finding = Finding { lint: HELD_GUARD, level, span: at.span(), text, condition };
                self.suspicions.push(Suspicion { mark, ask, finding });
            }
        }
    }

    /// Whether something could be named already when so many things had been numbered.
    fn was_there(&self, at: usize, what: &Expr) -> bool {
        let new = self.variables.iter().filter(|(_, id)| *id >= at);
        let is_new = |name: &String| syn::parse_str::<Ident>(name).is_ok_and(|name| mentions(what, &name));
        probes::can_be_asked(what) && !new.map(|(name, _)| name).any(is_new)
    }

    /// Why the guard that an expression gives may be one of std's.
    fn evidence(&self, source: Source<'_>, by: &Expr, is_result: bool) -> Option<Evidence> {
        let Source::Lock { name, lock } = source else { return None };
        if name.to_string().contains("borrow") {
            return None;
        }
        if probes::can_be_asked(lock) && (self.mark.is_some() || !self.marked) {
            return Some(match self.mark {
                Some(mark) => Evidence::Lock { mark, lock: lock.to_token_stream() },
                None => Evidence::Later,
            });
        }
        let is_certain = self.locks.takes(name, lock) && (is_result || guard::is_unwrapped(by));
        is_certain.then_some(Evidence::Shape)
    }

    fn begin(&mut self, name: Option<String>, evidence: Evidence) {
        self.made += 1;
        let called = name.clone();
        self.now.alive.push(Guard { name, called, id: self.made, at: self.at, evidence, perhaps: None });
    }

    /// Variables whose type says that they are guards.
    fn typed(&mut self, pat: &Pat) {
        let pat = match pat {
            Pat::Type(typed) => &*typed.pat,
            pat => pat,
        };
        if let Pat::Ident(name) = pat {
            let variable = name.ident.to_token_stream();
            self.begin(Some(name.ident.to_string()), Evidence::Variable { mark: None, variable });
        }
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.now.alive.iter().rposition(|guard| guard.name.as_deref() == Some(name))
    }

    fn end(&mut self, name: &str) {
        if let Some(place) = self.find(name) {
            self.now.alive.remove(place);
        }
    }

    /// New variables hide old ones of the same name, whose guards live on.
    fn shadow(&mut self, names: &[String]) {
        for name in names {
            self.made += 1;
            self.variables.push((name.clone(), self.made));
        }
        for guard in &mut self.now.alive {
            if guard.name.as_ref().is_some_and(|name| names.contains(name)) {
                guard.name = None;
            }
        }
    }

    /// Walks a part whose guards end with it.
    fn within(&mut self, walk: impl FnOnce(&mut Self)) {
        let before = self.made;
        let mark = self.mark.take();
        walk(self);
        self.mark = mark;
        self.now.alive.retain(|guard| guard.id <= before);
        self.variables.retain(|(_, id)| *id <= before);
    }

    /// Walks one way of several, each of which begins with what is known now; gives what is known at its end.
    fn way(&mut self, walk: impl FnOnce(&mut Self)) -> Flow {
        let before = self.now.clone();
        self.depth += 1;
        self.within(walk);
        self.depth -= 1;
        std::mem::replace(&mut self.now, before)
    }

    fn meet(&mut self, ways: Vec<Flow>) {
        let before = std::mem::replace(&mut self.now, Flow::join(ways, self.depth));
        // What a branch called it is forgotten.
        for guard in &mut self.now.alive {
            if let Some(known) = before.alive.iter().find(|known| known.id == guard.id) {
                guard.name.clone_from(&known.name);
            }
        }
    }

    /// What stands after this is not reached.
    fn leave(&mut self) {
        self.now.dead = true;
    }

    /// Walks what a `break` may leave.
    fn framed(&mut self, label: Option<&syn::Label>, is_loop: bool, walk: impl FnOnce(&mut Self)) -> Frame {
        let label = label.map(|label| label.name.ident.to_string());
        self.frames.push(Frame { label, is_loop, breaks: Vec::new(), continues: Vec::new() });
        walk(self);
        self.frames.pop().expect("it was pushed")
    }

    /// A `break` or a `continue`.
    fn jump(&mut self, label: Option<&syn::Lifetime>, is_break: bool) {
        let label = label.map(|label| label.ident.to_string());
        let now = self.now.clone();
        let target = self.frames.iter_mut().rev().find(|frame| match &label {
            Some(_) => frame.label == label,
            None => frame.is_loop,
        });
        if let Some(frame) = target {
            if is_break { frame.breaks.push(now) } else { frame.continues.push(now) }
        }
        self.leave();
    }

    /// What a pattern takes out of an expression. Says whether there is a guard in it.
    fn binds(&mut self, pat: &Pat, value: &Expr) -> bool {
        let pat = match pat {
            Pat::Type(typed) => &*typed.pat,
            Pat::Paren(inner) => &*inner.pat,
            Pat::Guard(inner) => &*inner.pat,
            pat => pat,
        };
        match (pat, peeled(value)) {
            (_, Expr::Paren(inner)) => return self.binds(pat, &inner.expr),
            (Pat::Tuple(pats), Expr::Tuple(values)) if pats.elems.len() == values.elems.len() => {
                return pats
                    .elems
                    .iter()
                    .zip(&values.elems)
                    .fold(false, |any, (pat, value)| self.binds(pat, value) | any);
            }
            _ => {}
        }
        let bound = names(pat);
        let moved = self.moved(value);
        self.shadow(&bound);
        if let Some(mut guard) = moved {
            // `let h = g;`, `let h = Some(g);`: the guard has a new name.
            if let Some(name) = bound.first() {
                guard.name = Some(name.clone());
                guard.called = Some(name.clone());
                // It lives as long as its new variable.
                self.made += 1;
                guard.id = self.made;
            }
            self.now.alive.push(guard);
            return true;
        }
        let is_result = takes_result(pat);
        // `let x = &*m.lock().unwrap()`: the guard is kept alive, but has no name.
        if matches!(peeled(value), Expr::Reference(_)) {
            return false;
        }
        if let Some(source) = guard::source(value, NARROW) {
            // An attempt that has failed has no guard, if it does not say that the lock is poisoned.
            if is_failure(pat) && matches!(source, Source::Lock { name, .. } if name.to_string().contains("try_")) {
                return true;
            }
            // Our own locks give an `Option` or the guard itself.
            let evidence = self.evidence(source, value, is_result);
            match (evidence, bound.first()) {
                (Some(evidence), Some(name)) => self.begin(Some(name.clone()), evidence),
                // `if let Ok(_) = m.lock()`: it stays where it is.
                (Some(evidence), None) if is_result && !is_failure(pat) => self.begin(None, evidence),
                _ => return false,
            }
            return true;
        }
        false
    }

    /// The guard that moves when an expression is bound: the variable that it is or contains.
    fn moved(&mut self, value: &Expr) -> Option<Guard> {
        let name = match peeled(value) {
            Expr::Paren(inner) => return self.moved(&inner.expr),
            Expr::Tuple(inner) => return inner.elems.iter().find_map(|part| self.moved(part)),
            Expr::Array(inner) => return inner.elems.iter().find_map(|part| self.moved(part)),
            Expr::Struct(inner) => return inner.fields.iter().find_map(|field| self.moved(&field.expr)),
            Expr::Call(_) | Expr::MethodCall(_) | Expr::Try(_) => {
                let alive: Vec<String> = self.now.alive.iter().filter_map(|guard| guard.name.clone()).collect();
                let source = guard::source(value, Sight { alive: &alive, wide: false });
                if !matches!(source, Some(Source::Variable)) {
                    return None;
                }
                carried(value, &alive)?
            }
            Expr::Path(path) => path.path.get_ident()?.to_string(),
            _ => return None,
        };
        let place = self.find(&name)?;
        Some(self.now.alive.remove(place))
    }

    /// A guard that is made and used in an expression, and lives on beside what the expression gives.
    fn temporary(&mut self, value: &Expr) {
        let extended = match peeled(value) {
            Expr::Reference(inner) => guard::source(&inner.expr, NARROW).map(|source| (source, &*inner.expr)),
            _ => None,
        };
        if let Some((source, by)) = extended.or_else(|| guard::used_temporary(value))
            && let Some(evidence) = self.evidence(source, by, false)
        {
            self.begin(None, evidence);
        }
    }

    fn operands<'x>(&mut self, operands: impl Iterator<Item = &'x Expr>) {
        for operand in operands {
            self.visit_expr(operand);
        }
    }

    /// A guard among the arguments of a call is given away.
    fn given<'x>(&mut self, arguments: impl Iterator<Item = &'x Expr>) {
        for argument in arguments {
            if let Expr::Path(path) = peeled(argument)
                && let Some(name) = path.path.get_ident()
            {
                self.end(&name.to_string());
            }
        }
    }

    /// Walks what `if`, `while` and `match` do with what their head keeps alive.
    fn under(&mut self, head: &[(&Pat, &Expr)], walk: impl FnOnce(&mut Self)) {
        self.made += 1;
        self.under_one(head, self.made, walk);
    }

    /// As [`under`](Self::under), with the number of what is one guard for all arms of a `match`.
    fn under_one(&mut self, head: &[(&Pat, &Expr)], id: usize, walk: impl FnOnce(&mut Self)) {
        let before = self.made;
        for (pat, value) in head {
            if !self.binds(pat, value) {
                self.temporary(value);
            }
        }
        for guard in self.now.alive.iter_mut().filter(|guard| guard.id > before) {
            guard.id = id;
        }
        // The marks are those of the statements inside.
        let mark = self.mark.take();
        walk(self);
        self.mark = mark;
        self.now.alive.retain(|guard| guard.id != id);
    }
}

/// Whether a pattern takes a guard out of the `Result` that only std's locks give.
fn takes_result(pat: &Pat) -> bool {
    match pat {
        Pat::TupleStruct(outer) => {
            outer.path.segments.last().is_some_and(|last| last.ident == "Ok" || last.ident == "Err")
        }
        Pat::Guard(inner) => takes_result(&inner.pat),
        Pat::Paren(inner) => takes_result(&inner.pat),
        _ => false,
    }
}

/// Whether a pattern is `Err(…)`.
fn is_failure(pat: &Pat) -> bool {
    match pat {
        Pat::TupleStruct(outer) => outer.path.segments.last().is_some_and(|last| last.ident == "Err"),
        Pat::Guard(inner) => is_failure(&inner.pat),
        Pat::Paren(inner) => is_failure(&inner.pat),
        _ => false,
    }
}

/// The first of the variables that an expression is given.
fn carried(value: &Expr, alive: &[String]) -> Option<String> {
    match peeled(value) {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string).filter(|name| alive.contains(name)),
        Expr::MethodCall(call) => {
            carried(&call.receiver, alive).or_else(|| call.args.iter().find_map(|arg| carried(arg, alive)))
        }
        Expr::Call(call) => call.args.iter().find_map(|arg| carried(arg, alive)),
        Expr::Tuple(inner) => inner.elems.iter().find_map(|part| carried(part, alive)),
        Expr::Array(inner) => inner.elems.iter().find_map(|part| carried(part, alive)),
        Expr::Struct(inner) => inner.fields.iter().find_map(|field| carried(&field.expr, alive)),
        Expr::Try(inner) => carried(&inner.expr, alive),
        Expr::Paren(inner) => carried(&inner.expr, alive),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for HeldGuard<'_, '_> {
    fn visit_block(&mut self, block: &'ast Block) {
        self.within(|reader| reader.body(&block.stmts));
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if let Some(mark) = probes::mark_of(statement) {
            self.mark = Some(mark);
            self.at = self.made + 1;
            for guard in &mut self.now.alive {
                if let Evidence::Variable { mark: unknown @ None, .. } = &mut guard.evidence {
                    *unknown = Some(mark);
                }
            }
            return;
        }
        let quiet = self.report.quiet;
        self.report.quiet |= attributes(statement).iter().any(allows_deprecated);
        visit::visit_stmt(self, statement);
        self.report.quiet = quiet;
        self.mark = None;
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if let Some(init) = &local.init {
            // What is given away by being bound is not by being an argument.
            let alive = self.now.alive.clone();
            self.visit_expr(&init.expr);
            self.regain(&alive, &init.expr);
            if let Some((_, otherwise)) = &init.diverge {
                self.way(|reader| reader.visit_expr(otherwise));
            }
            if !self.binds(&local.pat, &init.expr) && !names(&local.pat).is_empty() {
                if guard::is_typed_guard(&local.pat) {
                    self.typed(&local.pat);
                } else if matches!(peeled(&init.expr), Expr::Reference(_)) {
                    self.temporary(&init.expr);
                }
            }
        } else {
            self.shadow(&names(&local.pat));
        }
        self.locks.learn(local);
    }

    fn visit_expr_if(&mut self, expr: &'ast syn::ExprIf) {
        self.visit_expr(&expr.cond);
        let head = lets(&expr.cond);
        let mark = self.mark;
        let then = self.way(|reader| {
            reader.mark = mark;
            reader.under(&head, |reader| reader.visit_block(&expr.then_branch));
        });
        let otherwise = match &expr.else_branch {
            // `else if` is the same statement.
            Some((_, otherwise)) => self.way(|reader| {
                reader.mark = mark;
                reader.visit_expr(otherwise);
            }),
            None => self.now.clone(),
        };
        self.meet(vec![then, otherwise]);
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        self.visit_expr(&expr.expr);
        let mark = self.mark;
        let mut ways = Vec::new();
        self.made += 1;
        let id = self.made;
        for arm in &expr.arms {
            let way = self.way(|reader| {
                reader.mark = mark;
                reader.under_one(&[(&arm.pat, &expr.expr)], id, |reader| reader.visit_expr(&arm.body));
            });
            ways.push(way);
        }
        self.meet(ways);
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        self.visit_expr(&expr.cond);
        let before = self.made;
        let head = lets(&expr.cond);
        let mark = self.mark;
        let mut end = Flow::default();
        let mut frame = self.framed(expr.label.as_ref(), true, |reader| {
            end = reader.way(|reader| {
                reader.mark = mark;
                reader.under(&head, |reader| reader.visit_block(&expr.body));
            });
        });
        let mut ways = vec![self.now.clone(), end];
        ways.append(&mut frame.breaks);
        ways.append(&mut frame.continues);
        self.meet(ways);
        self.now.alive.retain(|guard| guard.id <= before);
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
        self.visit_expr(&expr.expr);
        let before = self.made;
        let mark = self.mark;
        let mut end = Flow::default();
        let mut frame = self.framed(expr.label.as_ref(), true, |reader| {
            end = reader.way(|reader| {
                reader.mark = mark;
                reader.temporary(&expr.expr);
                reader.mark = None;
                reader.shadow(&names(&expr.pat));
                reader.visit_block(&expr.body);
            });
        });
        let mut ways = vec![self.now.clone(), end];
        ways.append(&mut frame.breaks);
        ways.append(&mut frame.continues);
        self.meet(ways);
        self.now.alive.retain(|guard| guard.id <= before);
    }

    fn visit_expr_loop(&mut self, expr: &'ast syn::ExprLoop) {
        let before = self.made;
        let frame = self.framed(expr.label.as_ref(), true, |reader| reader.visit_block(&expr.body));
        // It goes on only from where it is left.
        self.meet(frame.breaks);
        self.now.alive.retain(|guard| guard.id <= before);
    }

    fn visit_expr_block(&mut self, expr: &'ast syn::ExprBlock) {
        let before = self.made;
        let mut frame = self.framed(expr.label.as_ref(), false, |reader| reader.visit_block(&expr.block));
        if !frame.breaks.is_empty() {
            let mut ways = vec![self.now.clone()];
            ways.append(&mut frame.breaks);
            self.meet(ways);
            self.now.alive.retain(|guard| guard.id <= before);
        }
    }

    fn visit_expr_break(&mut self, expr: &'ast syn::ExprBreak) {
        visit::visit_expr_break(self, expr);
        self.jump(expr.label.as_ref(), true);
    }

    fn visit_expr_continue(&mut self, expr: &'ast syn::ExprContinue) {
        self.jump(expr.label.as_ref(), false);
    }

    fn visit_expr_return(&mut self, expr: &'ast syn::ExprReturn) {
        visit::visit_expr_return(self, expr);
        self.leave();
    }

    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        let alive = self.now.alive.clone();
        visit::visit_expr_assign(self, assign);
        let Some(name) = variable(&assign.left).map(ToString::to_string) else { return };
        self.regain(&alive, &assign.right);
        let old = self.find(&name).map(|place| self.now.alive[place].id);
        let new = match self.moved(&assign.right) {
            Some(guard) => Some(guard.evidence),
            None => guard::source(&assign.right, NARROW).and_then(|source| self.evidence(source, &assign.right, false)),
        };
        // What it held is dropped.
        self.end(&name);
        if let Some(evidence) = new {
            let assigned = Some(name.clone());
            self.begin(Some(name), evidence);
            // It lives as long as its variable.
            let declared = self.variables.iter().rev().find(|(known, _)| Some(known) == assigned.as_ref());
            if let (Some(id), Some(guard)) = (old.or(declared.map(|(_, id)| *id)), self.now.alive.last_mut()) {
                guard.id = id;
            }
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        self.operands(call.args.iter());
        self.given(call.args.iter());
        let sends_at_once = call.method == "send" && self.locks.never_fills(&call.receiver);
        if let Some(method) = parking::method(call).filter(|_| !sends_at_once) {
            let before = self.now.alive.len();
            let receiver = guard::source(&call.receiver, NARROW).map(|source| (source, &*call.receiver));
            let temporary = receiver
                .or_else(|| guard::used_temporary(&call.receiver))
                .or_else(|| call.args.iter().find_map(guard::used_temporary));
            if let Some((source, by)) = temporary
                && let Some(evidence) = self.evidence(source, by, false)
            {
                self.begin(None, evidence);
            }
            self.waits(method, Some(&call.receiver));
            self.now.alive.truncate(before);
        }
        // `guard.take()`, of a guard in an `Option`.
        if call.method == "take"
            && call.args.is_empty()
            && let Some(name) = variable(&call.receiver)
        {
            self.end(&name.to_string());
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        self.visit_expr(&call.func);
        let here = runs_closure_here(&call.func);
        for arg in &call.args {
            match peeled(arg) {
                Expr::Closure(closure) if here => {
                    let way = self.way(|reader| reader.visit_expr(&closure.body));
                    // A `return` in it leaves the closure only.
                    self.now.alive.retain(|guard| way.dead || way.alive.iter().any(|left| left.id == guard.id));
                }
                other => self.visit_expr(other),
            }
        }
        self.given(call.args.iter());
        if let Some(function) = parking::function(call) {
            self.waits(function, None);
        }
        if ends_goroutine(call) {
            self.leave();
        }
    }

    fn visit_expr_struct(&mut self, expr: &'ast syn::ExprStruct) {
        visit::visit_expr_struct(self, expr);
        self.given(
            expr.fields.iter().filter(|field| matches!(field.member, Member::Named(_))).map(|field| &field.expr),
        );
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let content = content::read(call);
        match &content {
            Content::Select(select) => {
                select.arms.iter().for_each(|arm| self.operands(arm.operation.operands()));
                if parking::select(select)
                    && let Some(name) = call.path.segments.last()
                {
                    self.waits(&name.ident, None);
                }
                let mut ways = Vec::new();
                for arm in &select.arms {
                    let way = self.way(|reader| {
                        reader.shadow(&arm.operation.pattern().map(names).unwrap_or_default());
                        reader.visit_expr(&arm.body);
                    });
                    ways.push(way);
                }
                self.meet(ways);
            }
            // A guard that moves into a goroutine is gone, though only a scope's could.
            Content::Go(statement) => {
                content::walk(&content, self);
                if let Work::Body(captures, _) = &statement.work {
                    let plain = captures.iter().flatten().filter(|capture| matches!(capture.source, Capture::Variable));
                    plain.for_each(|capture| self.end(&capture.name.to_string()));
                }
            }
            other => content::walk(other, self),
        }
        if never_returns(call) {
            self.leave();
        }
    }

    // They run elsewhere, or later.
    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        // It takes with it what it mentions.
        if closure.capture.is_some() {
            self.now.alive.retain(|guard| {
                let name = guard.name.as_ref().and_then(|name| syn::parse_str::<Ident>(name).ok());
                !name.is_some_and(|name| mentions(&closure.body, &name))
            });
        }
    }
    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}

impl HeldGuard<'_, '_> {
    /// Takes back the guards that an expression was given, where what it gives holds them: `Some(g)`, `changed.wait(g)`.
    fn regain(&mut self, before: &[Guard], value: &Expr) {
        let names: Vec<String> = before.iter().filter_map(|guard| guard.name.clone()).collect();
        let holds = matches!(guard::source(value, Sight { alive: &names, wide: false }), Some(Source::Variable));
        if holds && let Some(name) = carried(value, &names) {
            let lost = before.iter().rev().find(|guard| guard.name.as_ref() == Some(&name));
            if let Some(guard) = lost
                && self.find(&name).is_none()
            {
                self.now.alive.push(guard.clone());
            }
        }
    }
}
