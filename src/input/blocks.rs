//! A reader on a thread of its own: whoever reads the blocks works while the next is fetched (and hashed).
use std::io::{self, ErrorKind, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Scope;

/// Bytes fetched at a time.
const BLOCK: usize = 1 << 20;
/// Room in front of a block for what the block before left over.
const HEADROOM: usize = 1 << 16;
/// Blocks in use at once.
const BLOCKS: usize = 3;

/// Consecutive bytes of a file.
pub(super) struct Block {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    /// Whether the file ends here.
    pub(super) last: bool,
}

/// The blocks of a file, in order.
pub(super) struct Blocks {
    full: Receiver<io::Result<Block>>,
    empty: SyncSender<Block>,
}

impl Blocks {
    /// Starts reading.
    pub(super) fn of<'scope, 'a: 'scope>(
        scope: &'scope Scope<'scope, '_>,
        mut bytes: Box<dyn Read + Send + 'a>,
    ) -> Blocks {
        let (full_sender, full) = sync_channel(BLOCKS);
        let (empty, empty_receiver) = sync_channel::<Block>(BLOCKS);
        scope.spawn(move || {
            let mut made = 0;
            loop {
                let returned = if made < BLOCKS { empty_receiver.try_recv().ok() } else { empty_receiver.recv().ok() };
                let mut block = match returned {
                    Some(block) => block,
                    None if made < BLOCKS => Block { bytes: vec![0; HEADROOM + BLOCK], start: 0, end: 0, last: false },
                    None => return,
                };
                made += usize::from(made < BLOCKS);
                let outcome = fill(&mut bytes, &mut block).map(|()| block);
                let done = outcome.as_ref().map_or(true, |block| block.last);
                if full_sender.send(outcome).is_err() || done {
                    return;
                }
            }
        });
        Blocks { full, empty }
    }

    /// The next block; none after the last.
    pub(super) fn next(&self) -> Option<io::Result<Block>> {
        self.full.recv().ok()
    }

    /// Gives a block back to be filled again.
    pub(super) fn recycle(&self, block: Block) {
        // Once the last block was read nobody waits for another.
        let _ = self.empty.try_send(block);
    }
}

impl Block {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Puts bytes in front.
    pub(super) fn prepend(&mut self, tail: &[u8]) {
        if tail.len() > self.start {
            let length = self.end - self.start;
            let mut grown = vec![0; HEADROOM + tail.len() + length];
            grown[HEADROOM + tail.len()..].copy_from_slice(&self.bytes[self.start..self.end]);
            self.end = grown.len();
            self.start = HEADROOM + tail.len();
            self.bytes = grown;
        }
        self.start -= tail.len();
        self.bytes[self.start..self.start + tail.len()].copy_from_slice(tail);
    }
}

fn fill(reader: &mut dyn Read, block: &mut Block) -> io::Result<()> {
    block.start = HEADROOM;
    block.end = HEADROOM;
    block.last = false;
    let limit = HEADROOM + BLOCK;
    while block.end < limit {
        match reader.read(&mut block.bytes[block.end..limit]) {
            Ok(0) => {
                block.last = true;
                break;
            }
            Ok(count) => block.end += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
