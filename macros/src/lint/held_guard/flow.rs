//! Which guards are alive, on every way to a place or only on some.

use proc_macro2::TokenStream;

/// A guard that is alive.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    /// The variable; none for a temporary, and for one whose name was taken by another.
    pub(super) name: Option<String>,
    /// What the variable was called when the guard came into it.
    pub(super) called: Option<String>,
    pub(super) id: usize,
    /// How many things had been numbered when it was made.
    pub(super) at: usize,
    pub(super) evidence: Evidence,
    /// Where the guard has ended on some ways: how many branches were around the place where they met again.
    pub(super) perhaps: Option<usize>,
}

/// Why something is taken for a guard of a lock of std.
#[derive(Clone, Debug)]
pub(super) enum Evidence {
    /// Its shape says so.
    Shape,
    /// If this lock is one of std, says the compiler at this mark.
    Lock { mark: usize, lock: TokenStream },
    /// If this variable is a guard of std, says the compiler at this mark, the first after the variable.
    Variable { mark: Option<usize>, variable: TokenStream },
    /// The compiler will be asked, when there are marks.
    Later,
}

/// What is known at a place.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    pub(super) alive: Vec<Guard>,
    /// Whether nothing comes here.
    pub(super) dead: bool,
}

impl Flow {
    /// Where ways meet again, in `depth` branches.
    pub(super) fn join(ways: Vec<Self>, depth: usize) -> Self {
        let ways: Vec<Self> = ways.into_iter().filter(|way| !way.dead).collect();
        let Some(first) = ways.first() else { return Self { alive: Vec::new(), dead: true } };
        let mut alive = first.alive.clone();
        for guard in ways[1..].iter().flat_map(|way| &way.alive) {
            if !alive.iter().any(|known| known.id == guard.id) {
                alive.push(guard.clone());
            }
        }
        for guard in &mut alive {
            let found = || ways.iter().filter_map(|way| way.alive.iter().find(|known| known.id == guard.id));
            let perhaps = found().filter_map(|known| known.perhaps).min();
            let everywhere = found().count() == ways.len();
            guard.perhaps = match perhaps {
                Some(before) => Some(before.min(depth)),
                None => (!everywhere).then_some(depth),
            };
        }
        Self { alive, dead: false }
    }
}

/// A loop or a block that a `break` may leave.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) label: Option<String>,
    pub(super) is_loop: bool,
    /// What is known at each `break`.
    pub(super) breaks: Vec<Flow>,
    /// What is known at each `continue`.
    pub(super) continues: Vec<Flow>,
}
