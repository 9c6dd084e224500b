//! The modules of a crate as its files declare them: what each is called, which names it brings in and which paths it
//! writes. What is compiled for tests alone is left out: tests may look at anything.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta, Token, UseTree};

/// A module's place in its crate: no segment is the crate itself.
pub type Place = Vec<String>;
/// A path as it is written.
pub type Written = Vec<String>;

/// What one module says.
#[derive(Debug, Default)]
pub struct Module {
    /// Names of what it defines.
    pub defines: BTreeSet<String>,
    /// Names that `use` brings in, and what each stands for.
    pub names: BTreeMap<String, Written>,
    /// What `use …::*` opens.
    pub globs: Vec<Written>,
    /// Every path of it, those of `use` too.
    pub paths: Vec<Written>,
}

/// The modules of a crate, by their place.
pub type Modules = BTreeMap<Place, Module>;

/// Reads a crate from its root file, `lib.rs` or `main.rs`.
pub fn read(root: &Path) -> Modules {
    let mut modules = Modules::new();
    let folder = root.parent().unwrap().to_owned();
    file(root, &folder, Place::new(), &mut modules);
    modules
}

/// `folder` is where the files of its own modules lie.
fn file(path: &Path, folder: &Path, place: Place, modules: &mut Modules) {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    items(&parsed.items, path, folder, place, modules);
}

fn items(all: &[Item], path: &Path, folder: &Path, place: Place, modules: &mut Modules) {
    let mut module = Module::default();
    for item in all {
        match item {
            Item::Mod(inner) if !for_tests(&inner.attrs) => nested(inner, path, folder, &place, modules),
            _ => {
                module.defines.extend(name_of(item).map(ToString::to_string));
                module.visit_item(item);
            }
        }
    }
    modules.insert(place, module);
}

fn nested(inner: &ItemMod, path: &Path, folder: &Path, place: &Place, modules: &mut Modules) {
    let name = inner.ident.to_string();
    let place = [place.as_slice(), std::slice::from_ref(&name)].concat();
    let own = folder.join(&name);
    if let Some((_, all)) = &inner.content {
        return items(all, path, &own, place, modules);
    }
    let named = path_attribute(&inner.attrs).map(|text| path.parent().unwrap().join(text));
    let beside = folder.join(format!("{name}.rs"));
    let found = named.unwrap_or(if beside.exists() { beside } else { own.join("mod.rs") });
    file(&found, &own, place, modules);
}

fn name_of(item: &Item) -> Option<&syn::Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Macro(item) => item.ident.as_ref(),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        _ => None,
    }
}

fn path_attribute(attributes: &[Attribute]) -> Option<PathBuf> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().into()),
            _ => None,
        },
        _ => None,
    })
}

/// Whether it is compiled for tests alone: `cfg(test)`, and that with more conditions.
fn for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            let all = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            all.is_ok_and(|all| all.iter().any(needs_test))
        }
        _ => false,
    })
}

fn needs_test(meta: &Meta) -> bool {
    match meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => {
            let all = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            all.is_ok_and(|all| all.iter().any(needs_test))
        }
        Meta::List(_) | Meta::NameValue(_) => false,
    }
}

impl Module {
    fn brought_in(&mut self, before: &Written, tree: &UseTree) {
        let with = |name: &syn::Ident| [before.as_slice(), &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.brought_in(&with(&path.ident), &path.tree),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.brought_in(before, tree)),
            UseTree::Glob(_) => {
                self.globs.push(before.clone());
                self.paths.push(before.clone());
            }
            UseTree::Name(name) if name.ident == "self" => self.name(before.last().cloned(), before.clone()),
            UseTree::Name(name) => self.name(Some(name.ident.to_string()), with(&name.ident)),
            UseTree::Rename(rename) if rename.ident == "self" => {
                self.name(Some(rename.rename.to_string()), before.clone());
            }
            UseTree::Rename(rename) => self.name(Some(rename.rename.to_string()), with(&rename.ident)),
        }
    }

    fn name(&mut self, name: Option<String>, path: Written) {
        self.paths.push(path.clone());
        self.names.extend(name.map(|name| (name, path)));
    }

    /// Paths within a macro's tokens, which no parser of ours knows: `a::b::c` in a row.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path = Written::new();
        let mut colons = 0;
        for tree in tokens {
            match tree {
                TokenTree::Ident(name) if path.is_empty() || colons == 2 => {
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' && !path.is_empty() && colons < 2 => {
                    colons += 1
                }
                other => {
                    self.paths.extend(Some(std::mem::take(&mut path)).filter(|path| !path.is_empty()));
                    colons = 0;
                    match other {
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        TokenTree::Ident(name) => path.push(name.to_string()),
                        TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                    }
                }
            }
        }
        self.paths.extend(Some(path).filter(|path| !path.is_empty()));
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Const(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            _ => return syn::visit::visit_item(self, item),
        };
        if !for_tests(attributes) {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.brought_in(&Written::new(), &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        self.visit_path(&found.path);
        self.tokens(found.tokens.clone());
    }
}
