//! `Read` and `Write` of std's streams, each call through the pool.

#![forbid(unsafe_code)]

/// Implements `Read` for a type, or a reference to one, by the stream that it has inside.
macro_rules! read_through_blocking {
    ($of:ty, |$this:ident| $stream:expr) => {
        impl std::io::Read for $of {
            #[track_caller]
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                let $this = self;
                $crate::blocking::call::blocking(|| $stream.read(buffer))
            }

            #[track_caller]
            fn read_vectored(&mut self, buffers: &mut [std::io::IoSliceMut<'_>]) -> std::io::Result<usize> {
                let $this = self;
                $crate::blocking::call::blocking(|| $stream.read_vectored(buffers))
            }

            #[track_caller]
            fn read_to_end(&mut self, buffer: &mut Vec<u8>) -> std::io::Result<usize> {
                let $this = self;
                $crate::blocking::call::blocking(|| $stream.read_to_end(buffer))
            }

            #[track_caller]
            fn read_to_string(&mut self, buffer: &mut String) -> std::io::Result<usize> {
                let $this = self;
                $crate::blocking::call::blocking(|| $stream.read_to_string(buffer))
            }

            #[track_caller]
            fn read_exact(&mut self, buffer: &mut [u8]) -> std::io::Result<()> {
                let $this = self;
                $crate::blocking::call::blocking(|| $stream.read_exact(buffer))
            }
        }
    };
}

/// Implements `Write` likewise, for streams that keep nothing back.
macro_rules! write_through_blocking {
    ($of:ty, |$this:ident| $stream:expr) => {
        impl std::io::Write for $of {
            #[track_caller]
            fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
                let $this = self;
                $crate::blocking::call::blocking(|| $stream.write(buffer))
            }

            #[track_caller]
            fn write_vectored(&mut self, buffers: &[std::io::IoSlice<'_>]) -> std::io::Result<usize> {
                let $this = self;
                $crate::blocking::call::blocking(|| $stream.write_vectored(buffers))
            }

            #[track_caller]
            fn write_all(&mut self, buffer: &[u8]) -> std::io::Result<()> {
                let $this = self;
                $crate::blocking::call::blocking(|| $stream.write_all(buffer))
            }

            /// Nothing is kept back, so there is nothing to do.
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
    };
}

pub(crate) use {read_through_blocking, write_through_blocking};
