//! Rows of samples as they were before packing.

/// How the samples of a row lie.
pub(crate) struct Rows {
    pub columns: usize,
    pub colors: usize,
    pub bits: usize,
}

impl Rows {
    /// Bytes of a row.
    fn stride(&self) -> usize {
        (self.columns * self.colors * self.bits).div_ceil(8)
    }

    /// Bytes from a sample to its left neighbour: at least one, also where several samples share a byte.
    fn step(&self) -> usize {
        (self.colors * self.bits).div_ceil(8)
    }
}

/// Undoes the row filters of PNG (PDF predictors 10 and more). A torn last row is left out.
pub(crate) fn from_png(bytes: &[u8], rows: &Rows) -> Option<Vec<u8>> {
    let (stride, step) = (rows.stride(), rows.step());
    let mut plain: Vec<u8> = Vec::with_capacity(bytes.len());
    for packed in bytes.chunks_exact(stride + 1) {
        let (filter, packed) = packed.split_first()?;
        let start = plain.len();
        for (at, byte) in packed.iter().enumerate() {
            let left = if at >= step { plain[start + at - step] } else { 0 };
            let up = if start > 0 { plain[start + at - stride] } else { 0 };
            let corner = if start > 0 && at >= step { plain[start + at - stride - step] } else { 0 };
            let guess = match filter {
                0 => 0,
                1 => left,
                2 => up,
                3 => u16::midpoint(left.into(), up.into()) as u8,
                4 => nearest(left, up, corner),
                _ => return None,
            };
            plain.push(byte.wrapping_add(guess));
        }
    }
    Some(plain)
}

/// The Paeth choice: whichever of the three lies nearest to left + up − corner.
fn nearest(left: u8, up: u8, corner: u8) -> u8 {
    let sum = i16::from(left) + i16::from(up) - i16::from(corner);
    let far = |value: u8| (sum - i16::from(value)).abs();
    if far(left) <= far(up) && far(left) <= far(corner) {
        left
    } else if far(up) <= far(corner) {
        up
    } else {
        corner
    }
}

/// Undoes the difference to the left neighbour (PDF predictor 2), which is known of whole bytes only.
pub(crate) fn from_left(mut bytes: Vec<u8>, rows: &Rows) -> Option<Vec<u8>> {
    if rows.bits != 8 {
        return None;
    }
    for row in bytes.chunks_mut(rows.stride()) {
        for at in rows.step()..row.len() {
            row[at] = row[at].wrapping_add(row[at - rows.step()]);
        }
    }
    Some(bytes)
}

/// Samples of 1, 2 or 4 bits → bytes, without the padding of rows; as greys they reach from 0 to 255.
pub(crate) fn spread(bytes: &[u8], bits: usize, columns: usize, as_grey: bool) -> Option<Vec<u8>> {
    let (most, each) = ((1u8 << bits) - 1, 8 / bits);
    let times = if as_grey { 255 / most } else { 1 };
    let stride = (columns * bits).div_ceil(8);
    if stride == 0 {
        return None;
    }
    let rows = bytes.chunks_exact(stride);
    Some(
        rows.flat_map(|row| {
            (0..columns).map(move |x| (row[x / each] >> (8 - bits - x % each * bits) & most) * times)
        })
        .collect(),
    )
}
