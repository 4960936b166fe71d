//! One link of a chain of contexts.

#![forbid(unsafe_code)]

use super::error::{Cause, CauseCell, ContextError, Ended};
use super::scope::{Member, Scope};
use crate::base::drops::drop_each;
use crate::drive::timers::{Callback, Place};
use crate::go::spawn;
use crate::task::current;
use std::any::Any;
use std::fmt;
use std::iter;
use std::mem::replace;
use std::ops::Deref;
use std::panic::Location;
use std::sync::Arc;
use std::time::Instant;

/// A link that somebody holds.
#[derive(Clone)]
pub(super) enum Link {
    /// The end of all chains. It lives for ever, and is not counted: otherwise all processors would count on one line.
    Root(&'static Node),
    Counted(Arc<Node>),
}

impl Deref for Link {
    type Target = Node;

    #[inline]
    fn deref(&self) -> &Node {
        match self {
            Link::Root(node) => node,
            Link::Counted(node) => node,
        }
    }
}

impl Link {
    /// The node, if nobody else holds it.
    fn into_inner(self) -> Option<Node> {
        match self {
            Link::Root(_) => None,
            Link::Counted(node) => Arc::into_inner(node),
        }
    }
}

/// A link: what it adds to its parent.
pub(super) struct Node {
    pub(super) parent: Option<Link>,
    pub(super) what: What,
    /// The nearest scope, of this link or of one above: what its contexts are cancelled with.
    pub(super) scope: Option<Arc<Scope>>,
    /// The earliest deadline, of this link or of one above.
    pub(super) deadline: Option<Instant>,
    /// Where among the callbacks the link's own deadline is, if it has one.
    timer: Option<Place>,
}

pub(super) enum What {
    Background,
    Todo,
    Cancel,
    Deadline {
        /// What is to be the cause when the deadline has passed.
        cause: Option<Cause>,
        made_at: &'static Location<'static>,
    },
    Value {
        type_name: &'static str,
        value: Box<dyn Any + Send + Sync>,
    },
    WithoutCancel,
}

impl What {
    fn is_of_a_user(&self) -> bool {
        matches!(self, What::Value { .. } | What::Deadline { cause: Some(_), .. })
    }
}

impl Node {
    pub(super) const fn root(what: What) -> Node {
        Node { parent: None, what, scope: None, deadline: None, timer: None }
    }

    pub(super) fn new(parent: &Link, what: What, scope: Option<Arc<Scope>>, deadline: Option<Instant>) -> Arc<Node> {
        let timer = matches!(what, What::Deadline { .. }).then(Place::nowhere);
        Arc::new(Node { parent: Some(parent.clone()), what, scope, deadline, timer })
    }

    /// How it has ended, if it has.
    #[inline]
    pub(super) fn ended(&self) -> Option<&Ended> {
        self.scope.as_ref()?.ended()
    }

    /// Ends the link's scope.
    pub(super) fn end(&self, error: ContextError, cause: Option<CauseCell>) {
        if let Some(scope) = &self.scope {
            scope.end(Ended { error, cause });
        }
    }

    /// Its own deadline has passed.
    pub(super) fn expire(&self) {
        if let What::Deadline { cause, .. } = &self.what {
            self.end(ContextError::DeadlineExceeded, cause.clone().map(CauseCell::new));
        }
    }

    /// The link and those above it, from this one up.
    pub(super) fn chain(&self) -> impl Iterator<Item = &Node> {
        std::iter::successors(Some(self), |node| node.parent.as_deref())
    }
}

impl Callback for Node {
    fn fire(self: Arc<Self>) {
        let What::Deadline { made_at, .. } = self.what else { return };
        // In a goroutine: what ends here may be the last to hold a user's value, which the watch must not drop.
        spawn::spawn_detached(made_at, move || self.expire());
    }

    fn place(&self) -> &Place {
        match &self.timer {
            Some(place) => place,
            None => unreachable!("only a link with a deadline of its own is armed"),
        }
    }
}

/// A part of a chain that is dropped. Each may be or hold a user's value.
#[expect(dead_code, reason = "what is in it is only dropped")]
enum Part {
    Member(Member),
    What(What),
    Scope(Option<Arc<Scope>>),
    Node(Node),
}

impl Drop for Node {
    fn drop(&mut self) {
        let gone = match (&self.what, &self.scope) {
            (What::Cancel | What::Deadline { .. }, Some(scope)) => scope.leave(),
            _ => Vec::new(),
        };
        let above = self.parent.take().and_then(Link::into_inner);
        // Otherwise only the scope is left to be dropped, with one value of a user's at most: its cause.
        if !gone.is_empty() || above.is_some() || self.what.is_of_a_user() {
            self.drop_with(gone, above);
        }
    }
}

impl Node {
    fn drop_with(&mut self, gone: Vec<Member>, mut above: Option<Node>) {
        let (what, scope) = (replace(&mut self.what, What::Todo), self.scope.take());
        // One by one, so that a chain of any length takes no stack.
        let above = iter::from_fn(move || {
            let mut node = above.take()?;
            above = node.parent.take().and_then(Link::into_inner);
            Some(Part::Node(node))
        });
        let own = gone.into_iter().map(Part::Member).chain([Part::What(what), Part::Scope(scope)]);
        drop_each(own.chain(above));
    }
}

/// Go's names, from the root down: `context.Background.WithCancel`.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut links: Vec<&Node> = self.chain().collect();
        links.reverse();
        for node in links {
            match &node.what {
                What::Background => f.write_str("context.Background")?,
                What::Todo => f.write_str("context.TODO")?,
                What::Cancel => f.write_str(".WithCancel")?,
                What::WithoutCancel => f.write_str(".WithoutCancel")?,
                What::Value { type_name, .. } => write!(f, ".WithValue({type_name})")?,
                What::Deadline { .. } => {
                    let now = current::now();
                    let Some(deadline) = node.deadline else { continue };
                    match deadline.checked_duration_since(now) {
                        Some(left) => write!(f, ".WithDeadline(in {left:.3?})")?,
                        None => write!(f, ".WithDeadline({:.3?} ago)", now - deadline)?,
                    }
                }
            }
        }
        Ok(())
    }
}
