//! Uploads under way, in a folder of their own. An upload is three files:
//!
//! - `<id>.json`: what was promised. It is written last and removed first: an upload is there if this is.
//! - `<id>.part`: the bytes so far, and perhaps more of a chunk that nobody was told is there. Gone once they are whole
//!   and stored: what stays says so to a device that missed the answer.
//! - `<id>.offset`: a line for each chunk, `offset expires`; the last whole line counts. It is written and on the disk
//!   only after the bytes are.
//!
//! Everything here blocks. Locks are the files' own, so that several offices may share one folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use danvan_core::ids::{DeviceId, Digest};
use serde::{Deserialize, Serialize};

/// What a device promised to send. Stored as JSON: do not rename; add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The digest of the whole.
    pub sha256: Digest,
    /// The number of bytes.
    pub length: u64,
    /// The header that came with it, given back as it was.
    pub metadata: String,
}

impl Promise {
    /// The upload's name: the same promise of the same device is the same upload.
    pub fn id(&self) -> String {
        let digest = Digest::of(&[b"upload", self.sha256.as_bytes(), &self.length.to_be_bytes()]);
        digest.to_string().chars().take(32).collect()
    }
}

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Bytes that are there for certain.
    pub offset: u64,
    /// Until when it is kept.
    pub expires_ms: i64,
}

/// How much of one device may lie in its folder before another upload begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Uploads that are not whole.
    pub uploads: usize,
    /// Bytes that they promise.
    pub bytes: u64,
}

/// The folder of one device's uploads.
#[derive(Clone, Debug)]
pub struct Spool {
    folder: PathBuf,
}

/// An upload that nobody else changes meanwhile.
#[derive(Debug)]
pub struct Locked {
    folder: PathBuf,
    id: String,
    /// What was promised.
    pub promise: Promise,
    /// How far it is.
    pub standing: Standing,
    /// Open as long as it is locked.
    _lock: File,
}

impl Spool {
    /// The uploads of a device. The province's code and the device's identifier hold nothing that means anything to
    /// a file system.
    pub fn of(root: &Path, province: &str, device: DeviceId) -> Self {
        let province: String = province.chars().filter(char::is_ascii_alphanumeric).collect();
        Self { folder: root.join(format!("{province}-{device}")) }
    }

    /// The uploads that are not whole: their number, and the bytes that they promise.
    fn open(&self) -> io::Result<(usize, u64)> {
        let open = names(&self.folder, ".part")?;
        let promised = open.iter().map(|id| {
            let text = fs::read(self.folder.join(format!("{id}.json")));
            // One that a power cut left without its promise is swept.
            let promise = text.ok().and_then(|text| serde_json::from_slice::<Promise>(&text).ok());
            promise.map_or(0, |promise| promise.length)
        });
        let promised = promised.fold(0, u64::saturating_add);
        Ok((open.len(), promised))
    }

    /// Begins an upload at that standing, or finds the one that was begun. Nothing where it would be another one and
    /// there is no room for it: who comes at the same time is counted, for everybody begins under one lock.
    pub fn begin(&self, promise: &Promise, standing: Standing, room: Room) -> io::Result<Option<Locked>> {
        if !self.folder.exists() {
            fs::create_dir_all(&self.folder)?;
            self.folder.parent().map_or(Ok(()), sync_folder)?;
        }
        let id = promise.id();
        let turn = lock(&self.folder.join("lock"), true)?;
        if !self.folder.join(format!("{id}.json")).exists() {
            let (uploads, bytes) = self.open()?;
            if uploads >= room.uploads || bytes.saturating_add(promise.length) > room.bytes {
                return Ok(None);
            }
            let path = |ending: &str| self.folder.join(format!("{id}.{ending}"));
            File::create(path("part"))?.sync_all()?;
            let mut offset = File::create(path("offset"))?;
            write_line(&mut offset, standing)?;
            let mut written = File::create(path("new"))?;
            written.write_all(&serde_json::to_vec(promise)?)?;
            written.sync_all()?;
            fs::rename(path("new"), path("json"))?;
            sync_folder(&self.folder)?;
        }
        drop(turn);
        let begun = self.lock(&id)?;
        begun.map_or_else(|| Err(io::ErrorKind::NotFound.into()), |begun| Ok(Some(begun)))
    }

    /// Waits for an upload and holds it. Nothing where there is none.
    pub fn lock(&self, id: &str) -> io::Result<Option<Locked>> {
        if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let path = self.folder.join(format!("{id}.json"));
        let held = match lock(&path, false) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            held => held?,
        };
        // Whoever held it before may have ended it.
        let text = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text?,
        };
        let standing = last_line(&fs::read_to_string(self.folder.join(format!("{id}.offset")))?);
        let Some(standing) = standing else { return Err(io::ErrorKind::InvalidData.into()) };
        Ok(Some(Locked {
            folder: self.folder.clone(),
            id: id.to_owned(),
            promise: serde_json::from_slice(&text)?,
            standing,
            _lock: held,
        }))
    }
}

impl Locked {
    /// The upload's name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Puts a chunk behind what is there; on the disk when this returns, and not counted yet.
    pub fn write(&self, chunk: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).open(self.path("part"))?;
        // What lies behind the offset is of a chunk that was never counted.
        file.set_len(self.standing.offset)?;
        file.seek(SeekFrom::Start(self.standing.offset))?;
        file.write_all(chunk)?;
        file.sync_data()
    }

    /// Counts what was written.
    pub fn count(&mut self, standing: Standing) -> io::Result<()> {
        let mut file = OpenOptions::new().read(true).write(true).open(self.path("offset"))?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        // A line that a power cut left without its end must not run into this one.
        let whole = text.rfind('\n').map_or(0, |end| end as u64 + 1);
        file.set_len(whole)?;
        file.seek(SeekFrom::Start(whole))?;
        write_line(&mut file, standing)?;
        self.standing = standing;
        Ok(())
    }

    /// Everything that was written.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        fs::read(self.path("part"))
    }

    /// Lets go of the bytes, which are stored elsewhere: what stays says that they arrived.
    pub fn finish(&mut self, standing: Standing) -> io::Result<()> {
        self.count(standing)?;
        remove_file(&self.path("part"))
    }

    /// Removes the upload.
    pub fn remove(self) -> io::Result<()> {
        let _turn = lock(&self.folder.join("lock"), true)?;
        for ending in ["json", "part", "offset"] {
            remove_file(&self.path(ending))?;
        }
        sync_folder(&self.folder)
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.id))
    }
}

/// Removes every upload that has expired, and what a power cut left of others.
pub fn sweep(root: &Path, now_ms: i64) -> io::Result<usize> {
    let mut removed = 0;
    for folder in folders(root)? {
        let spool = Spool { folder };
        for id in names(&spool.folder, ".json")? {
            match spool.lock(&id) {
                Ok(Some(upload)) if upload.standing.expires_ms <= now_ms => {
                    upload.remove()?;
                    removed += 1;
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "an upload cannot be read"),
            }
        }
    }
    Ok(removed)
}

fn folders(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(root) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// The names of the files with that ending, without it.
fn names(folder: &Path, ending: &str) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        found.extend(name.strip_suffix(ending).map(str::to_owned));
    }
    Ok(found)
}

fn lock(path: &Path, create: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    if create {
        options.write(true).create(true).truncate(false);
    }
    let file = options.open(path)?;
    file.lock()?;
    Ok(file)
}

fn write_line(file: &mut File, standing: Standing) -> io::Result<()> {
    writeln!(file, "{} {}", standing.offset, standing.expires_ms)?;
    file.sync_all()
}

/// The last line that has its end.
fn last_line(text: &str) -> Option<Standing> {
    let whole = text.get(..text.rfind('\n')?)?;
    let (offset, expires) = whole.lines().next_back()?.split_once(' ')?;
    Some(Standing { offset: offset.parse().ok()?, expires_ms: expires.parse().ok()? })
}

/// Removes a file that may be gone already.
fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Standing = Standing { offset: 0, expires_ms: 1_000 };

    fn promise(text: &str) -> Promise {
        let sha256 = Digest::of(&[text.as_bytes()]);
        Promise { sha256, length: text.len() as u64, metadata: String::new() }
    }

    const ROOM: Room = Room { uploads: 2, bytes: 20 };

    fn begun(spool: &Spool, text: &str, standing: Standing) -> Locked {
        spool.begin(&promise(text), standing, ROOM).unwrap().unwrap()
    }

    fn spool(folder: &tempfile::TempDir) -> Spool {
        Spool::of(folder.path(), "12", DeviceId::from_random(1, [1; 10]))
    }

    #[test]
    fn what_was_counted_is_there_and_what_was_not_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let promise = promise("danvan");
        let mut upload = spool(&folder).begin(&promise, AT, ROOM).unwrap().unwrap();
        let id = upload.id().to_owned();
        upload.write(b"dan").unwrap();
        upload.count(Standing { offset: 3, ..AT }).unwrap();
        // The power is cut after half a chunk, and within a line.
        upload.write(b"xxxxxxx").unwrap();
        drop(upload);
        let lines = folder.path().join(format!("12-{}/{id}.offset", DeviceId::from_random(1, [1; 10])));
        OpenOptions::new().append(true).open(lines).unwrap().write_all(b"10 1").unwrap();

        let mut upload = begun(&spool(&folder), "danvan", Standing { offset: 0, expires_ms: 9 });
        assert_eq!(upload.standing, Standing { offset: 3, ..AT }, "begun once");
        upload.write(b"van").unwrap();
        upload.count(Standing { offset: 6, expires_ms: 2_000 }).unwrap();
        assert_eq!(upload.bytes().unwrap(), b"danvan");
        drop(upload);
        let upload = spool(&folder).lock(&id).unwrap().unwrap();
        assert_eq!((upload.standing, &upload.promise), (Standing { offset: 6, expires_ms: 2_000 }, &promise));
    }

    #[test]
    fn names_are_no_paths() {
        let folder = tempfile::tempdir().unwrap();
        for id in ["", "../../etc/passwd", &"0".repeat(31), &"z".repeat(32), &"0".repeat(32)] {
            assert!(spool(&folder).lock(id).unwrap().is_none(), "{id}");
        }
    }

    #[test]
    fn one_holds_an_upload_at_a_time_and_finds_it_gone_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let upload = begun(&spool(&folder), "danvan", AT);
        let (waiting, id) = (spool(&folder), upload.id().to_owned());
        let other = std::thread::spawn(move || waiting.lock(&id).unwrap().is_none());
        std::thread::sleep(std::time::Duration::from_millis(50));
        assert!(!other.is_finished());
        upload.remove().unwrap();
        assert!(other.join().unwrap());
        assert_eq!(spool(&folder).open().unwrap(), (0, 0));
    }

    #[test]
    fn sweeping_takes_what_has_expired() {
        let folder = tempfile::tempdir().unwrap();
        drop(begun(&spool(&folder), "old", AT));
        drop(begun(&spool(&folder), "new", Standing { expires_ms: 2_000, ..AT }));
        assert_eq!(sweep(folder.path(), 999).unwrap(), 0);
        assert_eq!(sweep(folder.path(), 1_000).unwrap(), 1);
        assert_eq!(spool(&folder).open().unwrap(), (1, 3));
    }

    #[test]
    fn who_begins_at_the_same_time_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let room = Room { uploads: 10, bytes: 1_000 };
        let begun = std::thread::scope(|scope| {
            let begin = |number: usize| {
                let spool = spool(&folder);
                scope.spawn(move || {
                    spool.begin(&promise(&format!("{number:03}")), AT, room).unwrap().is_some()
                })
            };
            let threads: Vec<_> = (0..50).map(begin).collect();
            threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum::<usize>()
        });
        assert_eq!((begun, spool(&folder).open().unwrap()), (10, (10, 30)));
    }

    #[test]
    fn bytes_that_are_promised_are_counted_and_what_was_begun_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let spool = spool(&folder);
        drop(begun(&spool, "twelve bytes", AT));
        assert!(spool.begin(&promise("nine byte"), AT, ROOM).unwrap().is_none());
        drop(begun(&spool, "eight by", AT));
        drop(begun(&spool, "twelve bytes", AT));
        assert!(spool.begin(&promise(""), AT, ROOM).unwrap().is_none(), "two are open");
        begun(&spool, "eight by", AT).remove().unwrap();
        drop(begun(&spool, "", AT));
    }
}
