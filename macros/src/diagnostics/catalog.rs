//! Every text that the macros say, in one place.
//!
//! A text says what is wrong and what to write. `{}` stands for a piece of the user's code or for
//! a list of what is allowed. [`ALL`] is for the test that every text has a UI case.

macro_rules! texts {
    ($($(#[$meta:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$meta])* pub(crate) const $name: &str = $text;)*

        /// Every text with its name.
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $text)),*];
    };
}

texts! {
    // Options.
    OPTION_EXPECTED = "expected an option such as `checkpoints = false`";
    OPTION_COMMA = "expected `,` between options";
    OPTION_UNKNOWN = "unknown option `{}`{}; {} takes {}";
    OPTION_MISPLACED = "the option `{}` belongs to {}; {} takes {}";
    OPTION_REPEATED = "the option `{}` is given twice";
    MAX_PROCS_VALUE = "`max_procs` takes a number of at least 1: write `max_procs = 4`";
    STACK_SIZE_VALUE = "`stack_size` takes a size or a number of bytes: write `stack_size = \"256 KiB\"` (units: B, KiB, MiB, GiB)";
    PANIC_VALUE = "`panic` takes one value: write `panic = \"abort\"`, or leave it out to let a panic end only its goroutine";
    NAME_VALUE = "`name` takes a string: write `name = \"crawler\"`";
    CHECKPOINTS_VALUE = "`checkpoints` takes a flag: write `checkpoints = false`";
    BUBBLE_VALUE = "`bubble` takes no value: write `#[goroutine(bubble)]`";
    SCHEDULES_VALUE = "`schedules` takes a number of at least 1, or `all`: write `schedules = 1_000`";
    DEADLINE_VALUE = "`deadline` takes a time: write `deadline = \"10s\"` (units: ms, s, min)";
    BUBBLE_AND_SCHEDULES = "`schedules` runs the test in bubbles already: leave `bubble` out";
    CRATE_VALUE = "`crate` takes the path of the crate `goroutines`: write `crate = path::to::goroutines`";
    LINT_LIST = "`{}` takes a list of lints: write `{}(captured_loop_variable)`";
    LINT_UNKNOWN = "unknown lint `{}`{}; the lints are {}";
    ATTRIBUTE_REPEATED = "`#[goroutine]` is given twice: put all options into one";
    ATTRIBUTE_FORM = "write the options in parentheses: `#[goroutine(name = \"crawler\")]`";

    // What `#[goroutine]` stands on.
    NOT_A_FUNCTION = "`#[goroutine]` goes on a function with a body, not on {}";
    ON_IMPL = "`#[goroutine]` goes on a function with a body: put it on the methods in here";
    NO_BODY = "`#[goroutine]` goes on a function with a body: put it on the implementations of this method";
    ON_ASYNC = "`#[goroutine]` goes on an ordinary function: remove `async` (a goroutine may block, and `block_on` waits for a future)";
    ON_CONST = "`#[goroutine]` goes on an ordinary function: remove `const` (a checkpoint cannot run in the compiler)";
    ON_EXTERN = "`#[goroutine]` goes on an ordinary function: call one from this `extern` function instead";
    MAIN_PARAMETERS = "{} takes no parameters under `#[goroutine]`, as without it: use `std::env::args()` for a program's arguments";
    MAIN_UNSAFE = "{} cannot be unsafe under `#[goroutine]`: put the unsafe code into a block";

    // `go!`.
    WORK_EXPECTED = "expected a function call, a block or a capture list: `go!(work(x))`, `go! { work(x); }` or `go!(|x| work(x))`";
    WORK_SECOND = "`go!` starts one goroutine: write a `go!` for each, or a block that does one after the other, with `;` between them";
    WORK_ARGUMENTS = "`go!` takes a call as it is written elsewhere: `go!({}({}))`";
    WORK_UNCALLED = "`{}` is not called here: write `go!({}())`";
    WORK_ASYNC = "a goroutine runs ordinary code, and may wait anywhere: leave `async` and `.await` out, or write `go!(|| block_on(async { … }))`";
    WORK_ITEM = "this declares something and does nothing: declare it before, and write `go!(work(x))`";
    CLOSURE_UNCALLED = "this closure is not called: the goroutine's body is what stands in it, as in `go!(|| work(x))`";
    OPTION_IN_ATTRIBUTE = "the options of `go!` stand in front, in an attribute: write `go!(#[goroutine({})] work(x))`";
    OPTIONS_BARE = "the options of `go!` stand in an attribute: write `go!(#[goroutine(name = \"crawler\")] work(x))`";
    ATTRIBUTE_OF_WORK = "`go!` takes no attribute but `#[goroutine(…)]`: put `{}` on the function around it, or on a statement, as in `go! { {} work(x); }`";
    WORK_JUNK = "expected `;` or the end of `go!` here";
    RECEIVER_RUNS_EARLY = "`{}` would run before the goroutine starts; write `go!(|| …)`, or bind it first";
    SCOPE_EXPECTED = "expected a scope after `in`: write `go!(in s, work(&data))`";
    SCOPE_COMMA = "expected `,` after the scope: write `go!(in s, work(&data))`";
    SCOPE_FIRST = "the scope stands before the work: write `go!(in s, work(&data))`";
    SCOPE_WITHOUT_IN = "to start the goroutine in a scope or in a group write `go!(in {}, …)`";
    CALL_OR_SCOPE = "write `go!({}({}))` for a call, or `go!(in {}, {})` to start it in a scope or in a group";
    CAPTURES_UNCLOSED = "this capture list does not end: write `go!(|a, b| work(a, b))`";
    CAPTURES_BAR = "the capture list ends at its first `|`: put a closure or an `|` in it into parentheses";
    CAPTURES_RETURN_TYPE = "a goroutine's body has no result type of its own: put the type on a variable or a function";
    CAPTURES_NO_BODY = "expected the goroutine's body after the capture list: write `go!(|a| work(a))`";
    CAPTURE_EXPECTED = "expected a variable: a capture list is made of `a`, `mut a`, `a = expr`, `clone a`, `&a` and `&mut a`";
    CAPTURE_COMMA = "expected `,` between the variables of a capture list";
    CAPTURE_TYPE = "a capture list names variables, without types: write `a` or `a = expr`";
    CAPTURE_PLACE = "a capture list names variables: give this one a name, as in `{} = {}`";
    CAPTURE_CLONED = "a capture list names variables: write `clone {}`, or `{} = {}`";
    CAPTURE_REF = "a capture list borrows without `ref`: write `&{}{}`";
    CAPTURE_WILDCARD = "a goroutine's body is given nothing but what its list names: write `||`";
    CAPTURE_CLONE_MUT = "`mut` stands before the name: write `clone mut a`";
    CAPTURE_CLONE_INITIALISER = "`clone {}` clones a variable and takes no value: write `{} = …` for another value";
    CAPTURE_REPEATED = "`{}` is named twice in this capture list";
    CAPTURE_SELF = "only a plain `self` can stand in a capture list: give it a name, as in `this = self`";
    CAPTURE_BORROW_INITIALISER = "`&{}` borrows a variable and takes no value: write `{} = &…` to borrow something else";
    CAPTURE_ARGUMENT = "a capture list gives its values itself: write `{} = {}` in it";
    CAPTURE_NO_INITIALISER = "expected a value after `{} =`";

    // Go's habits.
    HABIT_GO = "`go` is a macro here: write `go!(work(x))`, or `go! { … }` for a function without a name";
    HABIT_FUNC = "Rust writes a function without a name as `|x| …`; a goroutine's body needs none: write `go! { … }`";
    HABIT_DEFER = "`defer` is a macro here: write `defer! { … }`";
    HABIT_VAR = "Rust declares a variable with `let`: write `let mut x = 0`";
    HABIT_SWITCH = "Rust's `switch` is `match`";
    HABIT_RANGE = "Rust's `for` needs no `range`: write `for x in list`, or `for (i, x) in list.iter().enumerate()`";
    HABIT_SELECT = "`select` is a macro here: write `select! { v = <-rx => … }`";
    HABIT_MAKE = "a channel is made by a function that gives its two ends: write `let (tx, rx) = chan::<u32>(0)`";
    HABIT_WALRUS = "Rust declares a variable with `let`: write `let x = …`";
    HABIT_SEND = "`<-` stands only in `select!`; elsewhere a channel is sent to with `tx.send(value)`";
    HABIT_RECEIVE = "`<-` stands only in `select!`; elsewhere a channel is received from with `rx.recv()`";
    HABIT_SEND_IN_ARM = "`<-` stands only at the head of an arm; elsewhere a channel is sent to with `tx.send(value)`";
    HABIT_RECEIVE_IN_ARM = "`<-` stands only at the head of an arm; elsewhere a channel is received from with `rx.recv()`";
    HABIT_TUPLE = "Rust assigns several at once as a tuple: write `(x, y) = (1, 2)`, and `let (x, y) = …` for new variables";
    HABIT_INCREMENT = "Rust has no `++` and no `--`: write `x += 1`";

    // `select!`.
    ARM_EXPECTED = "expected an arm: `v = <-rx => …`, `tx <- value => …` or `default => …`";
    ARM_ATTRIBUTE = "an arm of `select!` takes no attributes: put `#[cfg]` around the whole `select!`, or give the arm a guard";
    ARM_CASE = "an arm of `select!` begins without `case`: write `v = <-rx => …`";
    ARM_LET = "an arm of `select!` binds without `let`: write `v = <-rx => …`";
    ARM_WALRUS = "Rust binds with `=`: write `v = <-rx => …`";
    ARM_TYPE = "an arm of `select!` binds a pattern without a type: write `v = <-rx => …`";
    ARM_ASSIGNS = "`{}` is no pattern, and an arm does not assign: bind the result first, as in `v = <-rx => { … }`";
    ARM_WILDCARD = "`select!` has no `_` arm: write `default => …` for when nothing is ready";
    ARM_ELSE = "`select!` has no `else` arm: write `default => …` for when nothing is ready, and no arm at all to wait";
    ARM_FOR = "an arm waits for one channel or for a list of them: write `(i, v) = <-each channels => …`";
    ARM_WAITS = "an arm names its channel and waits by itself: write `{}`";
    ARM_SEMICOLON = "arms are separated by commas, as in `match`";
    ARM_COLON = "expected `=>`: an arm of `select!` is `v = <-rx => …`, as in `match`";
    ARM_TWO_VALUES = "a receive gives one value, a `Result`: write `Ok(v) = <-rx else { … } => …`";
    ARM_THIN_ARROW = "expected `=>` here; `->` stands only after `recv(rx)` and `send(tx, value)`";
    ARM_BODY = "expected the arm's body after `=>`";
    ARM_COMMA = "expected `,` after the arm's body";
    ARM_COMMA_ARROW = "expected `,` after the arm before this one: only a block ends without it";
    ARM_COMMA_BEFORE = "expected `<-` here: an arm is `v = <-rx => …` or `tx <- value => …`";
    ARROW_EXPECTED = "expected `<-` in this arm: write `v = <-rx => …` to receive or `tx <- value => …` to send";
    ARROW_BEFORE = "expected `<-` before the channel: write `{}`";
    ARROW_SPACE = "write `<-` without a space";
    FAT_ARROW_EXPECTED = "expected `=>` and the arm's body";
    RECEIVE_CHANNEL = "expected a channel after `<-`: write `v = <-rx => …`";
    SEND_VALUE = "expected a value after `<-`: write `tx <- value => …`";
    GUARD_EXPECTED = "expected a condition after `if`";
    GUARD_PLACE = "a guard stands behind the channel, with `if` and without a comma: write `v = <-rx if armed => …`";
    ELSE_LATE = "`else` stands before `=>`: write `Ok(v) = <-rx else { … } => …`";
    ELSE_BLOCK = "expected a block after `else`: write `Ok(v) = <-rx else { break } => …`";
    ELSE_WITHOUT_PATTERN = "`else` needs a pattern that may not match: write `Ok(v) = <-rx else { break } => …`";
    ARM_NONE = "`None` never comes: an arm that takes `Some(v)` is not ready when the channel has ended; write `Err(_) = <-rx else { … } => …` to see its end";
    BIASED_SEMICOLON = "expected `;` after `biased`: write `select! { biased; … }`";
    BIASED_FIRST = "`biased;` stands before the first arm";
    DEFAULT_COLON = "expected `=>`: write `default => …`";
    DEFAULT_TWICE = "a `select!` has one `default` arm at most";
    DEFAULT_CONDITION = "`default` takes no condition: put it into the arm's body";
    DEFAULT_BINDING = "`default` binds nothing: write `default => …`";
    DEFAULT_ONE_TIMEOUT = "`default` takes one timeout at most: write `default(timeout) => …`";
    RECV_BINDING = "`recv` names its result: write `recv(rx) -> v => …`";
    SEND_BINDING = "`send` names its result: write `send(tx, value) -> r => …`";
    RECV_ARGUMENTS = "`recv` takes one channel: write `recv(rx) -> v => …`";
    SEND_ARGUMENTS = "`send` takes a channel and a value: write `send(tx, value) -> r => …`";
    BINDING_EXPECTED = "expected a pattern after `->`: write `recv(rx) -> v => …`, or `_` for none";

    // Lints.
    CAPTURED_BOUND = "`{}` has another value in each turn of the loop, and nothing here says that the goroutine takes this turn's; help: name what it takes, `{}`";
    CAPTURED_CHANGED = "`{}` is changed by the loop, and nothing here says that the goroutine takes it as it is now; help: name what it takes, `{}`";
    LOST_WRITE = "the goroutine writes to its own copy of `{}`, which nobody else sees; help: send it over a channel, borrow in a `scope`, share a `sync::Mutex`, or say `mut {}` in a capture list if a copy is meant";
    ADD_IN_GOROUTINE = "`{}.wait()` may be over before this goroutine has begun and added itself; help: call `{}.add` before `go!`, or start it with `{}.go(…)`";
    BLOCKING_CALL = "`{}` blocks the thread, and every goroutine on it has to wait; help: use {}, or `goroutines::blocking(|| …)`";
    HELD_GUARD = "the guard `{}` is alive while `{}` waits, and a goroutine that locks meanwhile blocks its whole thread; help: `drop({})` before, or use `goroutines::sync`, whose locks may be held";
    HELD_TEMPORARY = "the lock taken in this statement is held while `{}` waits, and a goroutine that locks meanwhile blocks its whole thread; help: take out the value first, in a `let` of its own, or use `goroutines::sync`";
    LOST_CANCEL = "`{}` gives a handle that is dropped here, and nothing can cancel the context any more; help: keep it, `let (ctx, cancel) = …`, and call `cancel.cancel()`";
    ENDED_ARM = "when all senders of `{}` have ended, this arm is ready in each turn, and the loop spins; help: `Some(_) = <-{}` is never ready then, or leave the loop, `Ok(_) = <-{} else { break }`";
    BUSY_SELECT = "`default` does nothing, so the loop turns without end and keeps a processor busy; help: leave `default` out to wait, or wait a little, `default(timeout) => …`";
    BUSY_TRY = "when `{}` fails the loop asks again at once, and keeps a processor busy; help: wait with the method of that name without `try_`, or in a `select!`";
    DONE_ON_EVERY_PATH = "`{}.done()` is not reached where the goroutine leaves before, and whoever waits for the group waits for ever; help: `defer!({}.done())` at the start, or start it with `{}.go(…)`";
    CANCEL_ON_EVERY_PATH = "`{}` is not called where the function leaves before, and the context goes on; help: `let _guard = {}.drop_guard();` cancels however the block is left";
    DROPPED_GUARD = "`_` drops the guard that `{}` gives, and the lock is free again at once; help: give it a name, `let _guard = …`";
    DROPPED_PERMIT = "`_` drops the permit that `{}` gives, and others may have it at once; help: give it a name, `let _permit = …`";
    DROPPED_DROP_GUARD = "`_` drops the guard that `{}` gives, and the context is cancelled at once; help: give it a name, `let _guard = …`";
    DROPPED_TICKER = "`_` drops the `{}` at once, and it never ticks; help: give it a name";
    FRESH_TICKER = "`{}` makes a new ticker in each turn, and whenever another arm is quicker it is gone before it ticks; help: make it before the loop";
    LARGE_ON_STACK = "this array of {} does not fit on the goroutine's stack of {}; help: `vec![…]` puts it on the heap; or say `stack_size` in the `go!`";
    OPEN_SENDER = "the loop ends when all senders of `{}` are gone, and `{}` is still here; help: `drop({})` before the loop, or move it to the last goroutine that sends";
    PARK_IN_LOCAL = "`{}` waits inside of the closure of the thread-local `{}`, which other goroutines of the thread can meanwhile take away; help: take the value out first, or use `goroutine_local!`";
    PARK_IN_INITIALISER = "`{}` waits inside of the initialiser of a thread-local, which other goroutines of the thread may meanwhile run as well; help: wait before, or use `goroutine_local!`";
    DOUBLE_LOCK = "`{}` is locked by this very goroutine, in `{}`, and waits here for itself; help: `drop({})` before, or go on with that guard";
    DOUBLE_LOCK_TEMPORARY = "`{}` is locked by this very statement, and waits here for itself; help: take out the value first, in a `let` of its own";
    SEND_TO_NOBODY = "`{}` has no buffer, and nobody can receive from `{}` yet: this waits for ever; help: start the receiving goroutine before, or give the channel a buffer";
    WAIT_AS_A_MEMBER = "this goroutine waits for the group `{}`, in which it is counted itself until its own `done`: for ever; help: call `done` before, or wait outside";
    UNJOINED_ASSERT = "nobody joins this goroutine, and the test passes even if `{}` fails; help: keep the handle and call `join().unwrap()` on it, or start it in a `scope`";
    REAL_CLOCK = "`{}` gives the system's time, which does not jump with the bubble's clock; help: use `goroutines::time::now()`";
    UNPOLLED_FUTURE = "the goroutine's result is a future, and nobody polls it: nothing in this block runs; help: `goroutines::block_on(…)` runs it here";
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn texts_are_short_lines_without_a_full_stop() {
        for (name, text) in ALL {
            assert!(!text.ends_with('.') && !text.contains('\n'), "{name}");
            assert!(text.len() < 220, "{name}");
        }
    }

    /// The UI tests are beside this package in the repository; a published copy has none.
    #[test]
    fn every_text_has_a_ui_case() {
        let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui-tests");
        let mut said = String::new();
        for room in ["goroutine/fail", "go/fail", "select/fail", "habits/fail", "lints/warn", "lints/fail"] {
            let Ok(files) = std::fs::read_dir(format!("{cases}/{room}")) else {
                return;
            };
            for file in files {
                let path = file.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "stderr") {
                    said += &std::fs::read_to_string(path).unwrap();
                }
            }
        }
        let missing: Vec<&str> = ALL.iter().filter(|(_, text)| !is_said(text, &said)).map(|(name, _)| *name).collect();
        assert_eq!(missing, [""; 0]);
    }

    /// Whether a line has all the pieces of a text, in order.
    fn is_said(text: &str, said: &str) -> bool {
        said.lines().any(|line| {
            let mut rest = line;
            text.split("{}").all(|piece| match rest.find(piece) {
                Some(place) => {
                    rest = &rest[place + piece.len()..];
                    true
                }
                None => false,
            })
        })
    }
}
