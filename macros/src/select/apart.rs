//! The expansion of a `select!` some of whose channel expressions have temporaries: they are chosen from in a block of
//! their own, which hands out what the bodies need (see `expand`).

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::Expr;

use super::arm::Arm;
use super::bind::{bind, is_plain};
use super::case::{Case, local};
use super::expand::Parts;
use crate::syntax::paths::site;

/// The local enum. Items are not hygienic, so its name is one that nobody has.
fn word() -> Ident {
    Ident::new("__GoroutinesChosen", site())
}

impl Parts<'_> {
    /// With temporaries: the bodies follow the block in which they are.
    pub(super) fn in_two(&self, arms: &[Arm]) -> TokenStream {
        let word = word();
        let declaration = self.declaration();
        let staying = self.cases.iter().filter(|case| !case.inside).map(|case| self.source(case, None));
        let made_first = self.make(|case| !case.inside);
        let outcomes = self.cases.iter().map(|case| {
            let position = self.position(case);
            let outcome = self.outcome(case);
            quote!(#position => #outcome)
        });
        let none = self.none().map(|none| quote!(#none => #word::Default,));
        let (made, choice) = (self.make(|case| case.inside), self.choice());
        let chosen = self.evaluate(arms, Some(quote!(#made match #choice { #(#outcomes,)* #none })));
        let bodies = self.cases.iter().map(|case| {
            let variant = case.variant();
            let (place, name) = (case.place(), case.name());
            if !case.inside || case.arm.operation.sends() {
                let body = self.body(case, &if case.inside { quote!(#name) } else { case.picked(self.runtime) });
                let handed = match (case.arm.operation.is_each(), case.inside) {
                    (true, true) => quote!((#place, #name)),
                    (true, false) => quote!(#place),
                    (false, true) => quote!(#name),
                    (false, false) => return quote!(#word::#variant => #body),
                };
                return quote!(#word::#variant(#handed) => #body);
            }
            let Some(pattern) = case.pattern() else {
                let body = self.with_drops(case, &case.arm.body);
                return quote!(#word::#variant => #body);
            };
            if case.arm.otherwise.is_none() && is_plain(pattern) {
                let body = self.with_drops(case, &case.arm.body);
                return quote!(#word::#variant(#pattern) => #body);
            }
            let value = local("value", case.index, case.head());
            let bound = bind(case, pattern, quote!(#value));
            let body = self.block(Some(case), bound, &case.arm.body);
            quote!(#word::#variant(#value) => #body)
        });
        let default = self.default_body(self.none().map(|_| quote!(#word::Default)));
        let outcome = Ident::new("chosen", site());
        quote! {{
            #declaration
            #(#staying)*
            #made_first
            let #outcome = #chosen;
            match #outcome { #(#bodies)* #default }
        }}
    }

    /// The enum that carries an arm's outcome from the choice to the bodies.
    fn declaration(&self) -> TokenStream {
        let word = word();
        let parameter = |case: &Case<'_>| format_ident!("T{}", case.index, span = site());
        let parameters: Vec<Ident> = self.cases.iter().filter(|case| case.hands_out()).map(parameter).collect();
        let generics = (!parameters.is_empty()).then(|| quote!(<#(#parameters),*>));
        let variants = self.cases.iter().map(|case| {
            let variant = case.variant();
            if case.hands_out() {
                let parameter = parameter(case);
                quote!(#variant(#parameter))
            } else {
                quote!(#variant)
            }
        });
        let default = self.default.map(|_| quote!(Default));
        quote!(enum #word #generics { #(#variants,)* #default })
    }

    /// What the first of two blocks gives for an arm.
    fn outcome(&self, case: &Case<'_>) -> TokenStream {
        let (runtime, word, variant) = (self.runtime, word(), case.variant());
        let place = case.place();
        let each = case.arm.operation.is_each();
        if !case.inside {
            return if each { quote!(#word::#variant(#place)) } else { quote!(#word::#variant) };
        }
        if case.arm.operation.sends() {
            let arm = case.picked(runtime);
            let kept = quote!(#runtime::kept(#arm));
            return if each { quote!(#word::#variant((#place, #kept))) } else { quote!(#word::#variant(#kept)) };
        }
        let received = case.received(runtime);
        match case.pattern() {
            Some(_) => quote!(#word::#variant(#received)),
            // Nobody wants the value: it is dropped before the body runs.
            None => quote!({ _ = #received; #word::#variant }),
        }
    }

    /// A body without statements of its own before it.
    fn with_drops(&self, case: &Case<'_>, body: &Expr) -> TokenStream {
        self.block(Some(case), TokenStream::new(), body)
    }
}
