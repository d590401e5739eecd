//! The write-ahead journal (SQLite's file format, "Write-Ahead Log"): whether changes that were committed lie behind a
//! break in it.
//!
//! SQLite takes the frames up to the first that does not fit its checksum and passes over the rest in silence. That is
//! right for a tail that the power cut off, and a loss where the break lies in the middle.

use std::{
    fs,
    io::{self, BufReader, Read},
    path::Path,
};

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The last bit tells the byte order of the checksums.
const MAGIC: u32 = 0x377f_0682;
const PAGE_SIZES: std::ops::RangeInclusive<u32> = 512..=65_536;

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Two sums over pairs of words, each going on from the ones before.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Sum(u32, u32);

impl Sum {
    fn over(self, bytes: &[u8], is_big_endian: bool) -> Self {
        let word = |at: usize| {
            let word = number(bytes, at);
            if is_big_endian { word } else { word.swap_bytes() }
        };
        (0..bytes.len() / 8 * 8).step_by(8).fold(self, |Self(first, second), at| {
            let first = first.wrapping_add(word(at)).wrapping_add(second);
            Self(first, second.wrapping_add(word(at + 4)).wrapping_add(first))
        })
    }

    fn at(bytes: &[u8], at: usize) -> Self {
        Self(number(bytes, at), number(bytes, at + 4))
    }
}

/// Fills the buffer, or tells that the file ends before.
fn filled(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether whole transactions lie behind a break of the journal at `path`. A break in the last one alone cannot be told
/// from a power cut, before which it did not count as written.
///
/// # Errors
/// Where the file cannot be read; none where there is no such file.
pub(crate) fn is_spoilt(path: &Path) -> io::Result<bool> {
    let mut file = match fs::File::open(path) {
        Ok(file) => BufReader::new(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let mut header = [0; HEADER];
    // Zeros are a header that never reached the disk: nothing behind it was committed.
    if !filled(&mut file, &mut header)? || header == [0; HEADER] {
        return Ok(false);
    }
    let (magic, page) = (number(&header, 0), number(&header, 8));
    let is_big_endian = magic & 1 == 1;
    let mut sum = Sum::default().over(&header[..24], is_big_endian);
    if magic & !1 != MAGIC || !PAGE_SIZES.contains(&page) || sum != Sum::at(&header, 24) {
        return filled(&mut file, &mut [0; FRAME_HEADER]);
    }
    let mut frame = vec![0; FRAME_HEADER + page as usize];
    let (mut is_broken, mut is_closed) = (false, false);
    while filled(&mut file, &mut frame)? {
        // Frames of an earlier round of the journal carry other salts.
        let is_of_round = frame[8..16] == header[16..24];
        if !is_broken {
            sum = sum.over(&frame[..8], is_big_endian).over(&frame[FRAME_HEADER..], is_big_endian);
            is_broken = !is_of_round || sum != Sum::at(&frame, 16);
        }
        if is_broken && is_of_round {
            // What came after a commit was begun when that commit lay safely on the disk.
            if is_closed {
                return Ok(true);
            }
            is_closed = number(&frame, 4) != 0;
        }
    }
    Ok(false)
}
