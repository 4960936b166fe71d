//! Names of functions, for a signal handler: without an allocation.
//!
//! The loader knows the names of functions that a library exports, and a Rust program exports none. So the loader is asked
//! for the file only, and the name is looked up in the file's own table of symbols, which is there unless the program was
//! stripped.

use crate::base::stderr::Stderr;
use rustc_demangle::demangle;
use std::ffi::CStr;
use std::io::Write;

/// Writes the name of the function that begins at an address, or else the place in the file where it begins.
pub(super) fn write_name(address: usize, out: &mut Stderr) {
    let Some(file) = File::of(address) else {
        let _ = write!(out, "{address:#x}");
        return;
    };
    let offset = address.wrapping_sub(file.base);
    let found = file.map().and_then(|bytes| name(bytes, offset).map(|name| demangle(name)));
    let _ = match found {
        // Without the hash at the end.
        Some(name) => write!(out, "{name:#}"),
        None => write!(out, "{offset:#x} of {}", file.name.to_str().unwrap_or("an unnamed file")),
    };
}

/// A program or library that is loaded.
struct File {
    /// Where its first byte is loaded.
    base: usize,
    /// As the loader has it.
    name: &'static CStr,
    /// Where it can be opened.
    path: &'static CStr,
}

impl File {
    fn of(address: usize) -> Option<File> {
        // SAFETY: all-zero bytes are a valid `Dl_info`, and a valid place for the answer.
        let mut info: libc::Dl_info = unsafe { std::mem::zeroed() };
        // SAFETY: as above; the address is only looked up.
        if unsafe { libc::dladdr(address as *const libc::c_void, &raw mut info) } == 0 || info.dli_fname.is_null() {
            return None;
        }
        let base = info.dli_fbase as usize;
        // Where the program's own headers are, which follow its first bytes. The loader knows the program by the name that
        // it was called by.
        // SAFETY: a query without preconditions.
        let headers = unsafe { libc::getauxval(libc::AT_PHDR) };
        let of_program = usize::try_from(headers).is_ok_and(|headers| headers.wrapping_sub(base) < 4096);
        // SAFETY: the loader's names are strings that live as long as what they name, which runs.
        let name = unsafe { CStr::from_ptr(info.dli_fname) };
        Some(File { base, name, path: if of_program { c"/proc/self/exe" } else { name } })
    }

    /// The file's bytes. They stay mapped: the process is about to end.
    fn map(&self) -> Option<&'static [u8]> {
        // SAFETY: the path is a string; the descriptor is closed once the file is mapped. The mapping is private, read
        // only, and never unmapped. (A file that somebody cuts off meanwhile is a fault, which ends the report.)
        unsafe {
            let descriptor = libc::open(self.path.as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC);
            if descriptor < 0 {
                return None;
            }
            let size = usize::try_from(libc::lseek(descriptor, 0, libc::SEEK_END)).ok().filter(|&size| size > 0);
            let start = size
                .map(|size| libc::mmap(std::ptr::null_mut(), size, libc::PROT_READ, libc::MAP_PRIVATE, descriptor, 0));
            libc::close(descriptor);
            let (size, start) = (size?, start?);
            (start != libc::MAP_FAILED).then(|| std::slice::from_raw_parts(start.cast::<u8>(), size))
        }
    }
}

/// The name of the function that begins `offset` bytes behind where the file is loaded, as it is in the file's symbols.
fn name(file: &[u8], offset: usize) -> Option<&str> {
    let elf = Elf::new(file)?;
    let address = elf.first_address()?.wrapping_add(offset);
    [SYMBOLS, EXPORTS].into_iter().find_map(|kind| elf.function(kind, address))
}

/// A file in the format ELF, of 64 bits and the byte order of this machine.
struct Elf<'a>(&'a [u8]);

/// Kinds of sections: all symbols, and those for other files.
const SYMBOLS: u32 = 2;
const EXPORTS: u32 = 11;

/// The kind of a segment that is loaded.
const LOADED: u32 = 1;

/// The kind of a symbol that is a function.
const FUNCTION: u8 = 2;

impl<'a> Elf<'a> {
    fn new(file: &'a [u8]) -> Option<Elf<'a>> {
        let order = if cfg!(target_endian = "little") { 1 } else { 2 };
        file.starts_with(&[0x7f, b'E', b'L', b'F', 2, order]).then_some(Elf(file))
    }

    fn bytes<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    fn half(&self, at: usize) -> Option<usize> {
        self.bytes(at).map(u16::from_ne_bytes).map(usize::from)
    }

    fn word(&self, at: usize) -> Option<u32> {
        self.bytes(at).map(u32::from_ne_bytes)
    }

    fn long(&self, at: usize) -> Option<usize> {
        self.bytes(at).map(u64::from_ne_bytes).and_then(|value| usize::try_from(value).ok())
    }

    /// Where the entries of a table begin, of which the file's header gives the place, the size and the number.
    fn table(&self, place: usize, size: usize, number: usize) -> Option<impl Iterator<Item = usize> + use<>> {
        let (start, size, number) = (self.long(place)?, self.half(size)?, self.half(number)?);
        Some((0..number).map(move |n| start.saturating_add(n * size)))
    }

    fn sections(&self) -> Option<impl Iterator<Item = usize> + use<>> {
        self.table(40, 58, 60)
    }

    /// The address that the file wants to be loaded at, by whole pages.
    fn first_address(&self) -> Option<usize> {
        let segments = self.table(32, 54, 56)?;
        let loaded = segments.filter(|&at| self.word(at) == Some(LOADED));
        loaded.filter_map(|at| self.long(at + 16)).min().map(|address| address & !4095)
    }

    /// The name of the function at an address, by the section of such a kind.
    fn function(&self, kind: u32, address: usize) -> Option<&'a str> {
        let section = self.sections()?.find(|&at| self.word(at + 4) == Some(kind))?;
        let names = self.sections()?.nth(usize::try_from(self.word(section + 40)?).ok()?)?;
        let (start, size) = (self.long(section + 24)?, self.long(section + 32)?);
        let symbols = (start..start.checked_add(size)?).step_by(24);
        let mut functions =
            symbols.filter(|&at| self.bytes(at + 4).is_some_and(|[info]: [u8; 1]| info & 15 == FUNCTION));
        let found = functions.find(|&at| self.long(at + 8) == Some(address))?;
        let name = self.long(names + 24)?.checked_add(usize::try_from(self.word(found)?).ok()?)?;
        let text = self.0.get(name..)?;
        std::str::from_utf8(&text[..text.iter().position(|&byte| byte == 0)?]).ok()
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    #[inline(never)]
    fn somebody() {
        std::hint::black_box(());
    }

    #[test]
    fn a_function_of_this_program_has_its_name() {
        somebody();
        let address = somebody as fn() as usize;
        let file = File::of(address).unwrap();
        let found = name(file.map().unwrap(), address - file.base).unwrap();
        assert_eq!(format!("{:#}", demangle(found)), "goroutines::engine::symbols::tests::somebody");
        assert_eq!(name(file.map().unwrap(), address - file.base + 1), None);
    }

    #[test]
    fn what_is_no_such_file_has_no_names() {
        assert_eq!(name(b"", 0), None);
        assert_eq!(name(b"\x7fELF\x02\x01", 0), None);
        let whole = File::of(somebody as fn() as usize).unwrap().map().unwrap();
        for length in (0..whole.len()).step_by(whole.len() / 50) {
            let _ = name(&whole[..length], 4096);
        }
    }
}
