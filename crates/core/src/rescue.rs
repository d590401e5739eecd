//! The rescue file: what a device has not reported, sealed to headquarters, when the device itself cannot send it.
//!
//! `ROUNDS-RESCUE-1\n`, the length of a head and the head (JSON, open), the file's own key sealed to HQ, then pieces: a
//! length (four bytes, big-endian) and XChaCha20-Poly1305 ciphertext under that key. The nonce counts the pieces and says
//! which is the last, so that a piece that was cut off, moved or doubled is noticed; the head is authenticated with each.
//! The last piece is the device's signature over the SHA-256 of all before it.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{
    Entropy, Id,
    evidence::{DeviceKey, is_signed_by},
    seal::{SealError, SealKey, seal},
};

const MAGIC: &[u8] = b"ROUNDS-RESCUE-1\n";
const PURPOSE: &[u8] = b"rounds rescue 1";
const MOST_HEAD: usize = 4_096;
/// Bytes of one piece, packed: a whole transaction of operations fits.
pub const MOST_PIECE: usize = 64 << 20;
/// A sealed key of 32 bytes.
const SEALED_KEY: usize = 32 + 24 + 32 + 16;

/// What may be read without a key, so that a file can be told from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RescueHead {
    pub install_id: Id,
    /// HQ's public key that it is sealed to, lower-case hex.
    pub hq_key: String,
    /// UTC milliseconds of the device's clock.
    pub made_at: i64,
    pub schema: u32,
}

/// One thing that the file holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// JSON of operations that end where a transaction ends.
    Operations(Vec<u8>),
    /// The next bytes of a file: SHA-256 of the whole (lower-case hex), and how long the whole is.
    File { sha256: String, length: u64, bytes: Vec<u8> },
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RescueError {
    #[error("not a rescue file")]
    NotRescue,
    #[error("sealed to another headquarters")]
    Foreign,
    #[error("cut off, or altered")]
    Broken,
    #[error("not signed by the device that it names")]
    Forged,
}

impl From<SealError> for RescueError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::NotAKey => Self::Foreign,
            SealError::Closed => Self::Broken,
        }
    }
}

const OPERATIONS: u8 = b'O';
const FILE: u8 = b'F';
const SIGNATURE: u8 = b'S';

impl Piece {
    fn bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(match self {
            Self::Operations(json) => [&[OPERATIONS], json.as_slice()].concat(),
            Self::File { sha256, length, bytes } => {
                [&[FILE], sha256.as_bytes(), &length.to_be_bytes(), bytes].concat()
            }
        })
    }

    fn read(kind: u8, body: &[u8]) -> Option<Self> {
        match kind {
            OPERATIONS => Some(Self::Operations(body.to_vec())),
            FILE => {
                let (name, rest) = body.split_at_checked(64)?;
                let (length, bytes) = rest.split_first_chunk::<8>()?;
                let sha256 = std::str::from_utf8(name).ok()?.to_owned();
                Some(Self::File { sha256, length: u64::from_be_bytes(*length), bytes: bytes.to_vec() })
            }
            _ => None,
        }
    }
}

/// Both sides' common work: the cipher, the count, and the hash that is signed.
struct Pieces {
    cipher: XChaCha20Poly1305,
    head: Vec<u8>,
    count: u64,
    hash: Sha256,
    install_id: Id,
}

impl Pieces {
    fn nonce(&mut self, last: bool) -> XNonce {
        let mut nonce = [0; 24];
        nonce[..8].copy_from_slice(&self.count.to_be_bytes());
        nonce[8] = u8::from(last);
        self.count += 1;
        XNonce::from(nonce)
    }

    fn seal(&mut self, plain: &[u8], last: bool) -> Result<Vec<u8>, RescueError> {
        let nonce = self.nonce(last);
        let payload = Payload { msg: plain, aad: &self.head };
        let sealed = self.cipher.encrypt(&nonce, payload).map_err(|_| RescueError::Broken)?;
        Ok([&(sealed.len() as u32).to_be_bytes(), sealed.as_slice()].concat())
    }

    fn note(&mut self, plain: &[u8]) {
        self.hash.update((plain.len() as u64).to_be_bytes());
        self.hash.update(plain);
    }

    /// What the device signs.
    fn text(&self) -> String {
        format!("rounds rescue {} {}", self.install_id, hex::encode(self.hash.clone().finalize()))
    }
}

/// Makes the bytes of a rescue file, piece by piece.
pub struct RescueWriter(Pieces);

impl RescueWriter {
    /// The writer, and the bytes that the file begins with.
    pub fn begin(head: &RescueHead, entropy: &dyn Entropy) -> Result<(Self, Vec<u8>), RescueError> {
        let json = serde_json::to_vec(head).map_err(|_| RescueError::Broken)?;
        let mut key = Zeroizing::new([0; 32]);
        entropy.fill(key.as_mut_slice());
        let sealed = seal(&head.hq_key, PURPOSE, key.as_slice(), entropy)?;
        let begin = [MAGIC, &(json.len() as u32).to_be_bytes(), &json].concat();
        let mut hash = Sha256::new();
        hash.update(&begin);
        let bytes = [begin.as_slice(), &sealed].concat();
        let cipher = XChaCha20Poly1305::new(&(*key).into());
        Ok((Self(Pieces { cipher, head: begin, count: 0, hash, install_id: head.install_id }), bytes))
    }

    pub fn piece(&mut self, piece: &Piece) -> Result<Vec<u8>, RescueError> {
        let plain = piece.bytes();
        self.0.note(&plain);
        self.0.seal(&plain, false)
    }

    /// The bytes that the file ends with.
    pub fn end(mut self, key: &DeviceKey) -> Result<Vec<u8>, RescueError> {
        let signature = key.sign(self.0.text().as_bytes());
        self.0.seal(&[&[SIGNATURE], signature.as_bytes()].concat(), true)
    }
}

/// Reads a rescue file, piece by piece.
pub struct RescueReader(Pieces);

/// What a piece that was read turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Read {
    Piece(Piece),
    /// The whole file was there. Its signature is of the key that was named.
    End,
}

/// How many bytes the head of a file takes, by its first [`RescueReader::FIRST`] bytes.
fn head_length(first: &[u8]) -> Result<usize, RescueError> {
    let rest = first.strip_prefix(MAGIC).ok_or(RescueError::NotRescue)?;
    let length = rest.first_chunk::<4>().ok_or(RescueError::Broken)?;
    let length = u32::from_be_bytes(*length) as usize;
    if length > MOST_HEAD { Err(RescueError::Broken) } else { Ok(length) }
}

impl RescueReader {
    /// So many bytes say how long the beginning is.
    pub const FIRST: usize = MAGIC.len() + 4;

    /// Bytes from the file's start to its first piece.
    pub fn beginning(first: &[u8]) -> Result<usize, RescueError> {
        Ok(Self::FIRST + head_length(first)? + SEALED_KEY)
    }

    /// The head of a file, by its beginning. Anybody can read it, and only [`Self::open`] proves it.
    pub fn head(beginning: &[u8]) -> Result<RescueHead, RescueError> {
        let length = head_length(beginning)?;
        let json = beginning.get(Self::FIRST..Self::FIRST + length).ok_or(RescueError::Broken)?;
        serde_json::from_slice(json).map_err(|_| RescueError::Broken)
    }

    /// Opens a file by its beginning with HQ's key.
    pub fn open(beginning: &[u8], key: &SealKey) -> Result<Self, RescueError> {
        let head = Self::head(beginning)?;
        if head.hq_key != key.public() {
            return Err(RescueError::Foreign);
        }
        let begin = beginning.len().saturating_sub(SEALED_KEY);
        let (begin, sealed) = beginning.split_at(begin);
        let opened = key.open(PURPOSE, sealed)?;
        let own: Zeroizing<[u8; 32]> =
            Zeroizing::new(opened.as_slice().try_into().map_err(|_| RescueError::Broken)?);
        let mut hash = Sha256::new();
        hash.update(begin);
        let cipher = XChaCha20Poly1305::new(&(*own).into());
        Ok(Self(Pieces { cipher, head: begin.to_vec(), count: 0, hash, install_id: head.install_id }))
    }

    /// Opens the next piece (without its length); `last` where the file ends behind it. `key_id` is the device's public key.
    pub fn piece(&mut self, sealed: &[u8], last: bool, key_id: &str) -> Result<Read, RescueError> {
        let nonce = self.0.nonce(last);
        let payload = Payload { msg: sealed, aad: &self.0.head };
        let plain = self.0.cipher.decrypt(&nonce, payload).map_err(|_| RescueError::Broken)?;
        let plain = Zeroizing::new(plain);
        let (kind, body) = plain.split_first().ok_or(RescueError::Broken)?;
        match (*kind, last) {
            (SIGNATURE, true) => {
                let signature = std::str::from_utf8(body).map_err(|_| RescueError::Forged)?;
                if is_signed_by(key_id, self.0.text().as_bytes(), signature) {
                    Ok(Read::End)
                } else {
                    Err(RescueError::Forged)
                }
            }
            (_, false) => {
                self.0.note(&plain);
                Piece::read(*kind, body).map(Read::Piece).ok_or(RescueError::Broken)
            }
            _ => Err(RescueError::Broken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    fn head(key: &SealKey) -> RescueHead {
        RescueHead { install_id: Id::from_u128(7), hq_key: key.public(), made_at: 1, schema: 1 }
    }

    fn pieces() -> [Piece; 3] {
        let file = |bytes: &[u8]| Piece::File { sha256: "a".repeat(64), length: 4, bytes: bytes.to_vec() };
        [Piece::Operations(b"[]".to_vec()), file(b"ab"), file(b"cd")]
    }

    fn written(key: &SealKey, device: &DeviceKey) -> Vec<u8> {
        let (mut writer, mut bytes) = RescueWriter::begin(&head(key), &SeededEntropy::new(1)).unwrap();
        for piece in pieces() {
            bytes.extend(writer.piece(&piece).unwrap());
        }
        bytes.extend(writer.end(device).unwrap());
        bytes
    }

    fn read(bytes: &[u8], key: &SealKey, key_id: &str) -> Result<Vec<Piece>, RescueError> {
        let first = bytes.get(..RescueReader::FIRST).ok_or(RescueError::NotRescue)?;
        let beginning = RescueReader::beginning(first)?;
        let mut reader = RescueReader::open(bytes.get(..beginning).ok_or(RescueError::Broken)?, key)?;
        let (mut rest, mut found) = (&bytes[beginning..], Vec::new());
        loop {
            let (length, after) = rest.split_first_chunk::<4>().ok_or(RescueError::Broken)?;
            let length = u32::from_be_bytes(*length) as usize;
            let (piece, after) = after.split_at_checked(length).ok_or(RescueError::Broken)?;
            match reader.piece(piece, after.is_empty(), key_id)? {
                Read::Piece(piece) => found.push(piece),
                Read::End => return Ok(found),
            }
            rest = after;
        }
    }

    #[test]
    fn what_was_written_is_read_by_hq_alone() {
        let (hq, device) = (SealKey::from_seed([1; 32]), DeviceKey::from_seed(&[2; 32]));
        let bytes = written(&hq, &device);
        assert_eq!(read(&bytes, &hq, &device.key_id()).unwrap(), pieces());
        let other = SealKey::from_seed([9; 32]);
        assert_eq!(read(&bytes, &other, &device.key_id()).unwrap_err(), RescueError::Foreign);
        let stranger = DeviceKey::from_seed(&[3; 32]).key_id();
        assert_eq!(read(&bytes, &hq, &stranger).unwrap_err(), RescueError::Forged);
    }

    #[test]
    fn every_cut_and_every_altered_byte_is_noticed() {
        let (hq, device) = (SealKey::from_seed([1; 32]), DeviceKey::from_seed(&[2; 32]));
        let bytes = written(&hq, &device);
        for cut in 0..bytes.len() {
            assert!(read(&bytes[..cut], &hq, &device.key_id()).is_err(), "cut at {cut}");
        }
        for place in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[place] ^= 1;
            assert!(read(&altered, &hq, &device.key_id()).is_err(), "altered at {place}");
        }
        let doubled = [bytes.as_slice(), &bytes].concat();
        assert!(read(&doubled, &hq, &device.key_id()).is_err());
    }
}
