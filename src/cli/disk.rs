//! The only place that touches the disk.
use crate::cli::failure::Failure;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The file by which an earlier result of this program is known.
pub(crate) const MANIFEST: &str = "manifest.json";

/// In the name of a folder whose files are not whole yet.
const PARTIAL: &str = "partial";

/// The exit code of a program that Ctrl-C ended: 128 + SIGINT.
const INTERRUPTED: i32 = 130;

/// Folders of files that are not whole yet.
static HALF_WRITTEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A whole file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|refusal| Failure::read(path, refusal))
}

/// Whether there is anything at a path.
pub(crate) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// A file to read from its beginning, and its length in bytes.
pub(crate) fn open(path: &Path) -> Result<(File, u64), Failure> {
    try_open(path).map_err(|refusal| Failure::read(path, refusal))
}

/// As `open`, for a caller that goes on without the file.
pub(crate) fn try_open(path: &Path) -> io::Result<(File, u64)> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

/// What a path given by the user is.
pub(crate) enum Kind {
    Folder,
    File,
    /// A pipe or a device, which can be read only once.
    Stream,
}

pub(crate) fn kind(path: &Path) -> Result<Kind, Failure> {
    let metadata = fs::metadata(path).map_err(|refusal| Failure::read(path, refusal))?;
    Ok(match metadata.file_type() {
        kind if kind.is_dir() => Kind::Folder,
        kind if kind.is_file() => Kind::File,
        _ => Kind::Stream,
    })
}

/// Refuses a folder where a file is wanted.
pub(crate) fn no_folder(path: &Path) -> Result<(), Failure> {
    match kind(path) {
        Ok(Kind::Folder) => Err(Failure::read(path, io::ErrorKind::IsADirectory.into())),
        Ok(Kind::File | Kind::Stream) | Err(_) => Ok(()),
    }
}

/// Names of the files of a folder in the order of their bytes, without subfolders and hidden files; with the names that are not Unicode
/// left out, because no setting could speak of them.
pub(crate) fn list(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|refusal| Failure::read(folder, refusal))? {
        let entry = entry.map_err(|refusal| Failure::read(folder, refusal))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let is_file = fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_file());
        if is_file && !name.starts_with(['.', '~']) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Refuses a folder that holds something.
pub(crate) fn vacant(folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        let occupied = fs::read_dir(folder).map_err(|refusal| Failure::read(folder, refusal))?.next().is_some();
        if occupied {
            return Err(Failure::request("cli.folder-not-empty", &[("path", &folder.display().to_string())]));
        }
    }
    Ok(())
}

/// Makes a folder that is not there yet or is empty, and writes files into it.
pub(crate) fn fill(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    vacant(folder)?;
    fs::create_dir_all(folder).map_err(|refusal| Failure::write(folder, refusal))?;
    for (name, bytes) in files {
        create(&folder.join(name), bytes)?;
    }
    Ok(())
}

/// Adds files to a folder; none where one of them is there already.
pub(crate) fn add(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    if let Some((name, _)) = files.iter().find(|(name, _)| exists(&folder.join(name))) {
        return Err(Failure::request("cli.file-exists", &[("path", &folder.join(name).display().to_string())]));
    }
    files.iter().try_for_each(|(name, bytes)| place_file(&folder.join(name), bytes))
}

/// Writes a file that is not there yet.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|refusal| match refusal.kind() {
        io::ErrorKind::AlreadyExists => Failure::request("cli.file-exists", &[("path", &path.display().to_string())]),
        _ => Failure::write(path, refusal),
    })
}

/// Puts a file that is not there yet in its place when it is whole.
pub(crate) fn place_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if exists(path) {
        return Err(Failure::request("cli.file-exists", &[("path", &path.display().to_string())]));
    }
    put(path, bytes)
}

/// Puts a file in its place when it is whole; an earlier one goes only then.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = std::path::absolute(path).and_then(|target| {
        target.parent().map_or(Ok(()), fs::create_dir_all)?;
        let draft = make_beside(&target, PARTIAL)?;
        let whole = draft.join("whole");
        let placed = File::create_new(&whole).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&whole, &target)
        });
        let removed = fs::remove_dir_all(&draft);
        placed.and(removed)
    });
    written.map_err(|refusal| Failure::write(path, refusal))
}

/// Every file below a folder, relative to it with `/`, in order.
pub(crate) fn tree(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    gather(folder, Path::new(""), &mut found).map_err(|refusal| Failure::read(folder, refusal))?;
    let shown = |path: PathBuf| path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    Ok(found.into_iter().map(shown).collect())
}

/// A folder of the system's for what nobody keeps; it goes with its owner.
pub(crate) struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    pub(crate) fn new() -> Result<Scratch, Failure> {
        let place = std::env::temp_dir().join(env!("CARGO_PKG_NAME"));
        let folder = make_beside(&place, PARTIAL).map_err(|refusal| Failure::write(&place, refusal))?;
        Ok(Scratch { folder })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A result under a temporary name beside the place it will take: nothing of an earlier result changes until it is whole.
pub(crate) struct Draft {
    target: PathBuf,
    /// The target as the user wrote it.
    shown: PathBuf,
    folder: PathBuf,
    placed: bool,
}

impl Draft {
    /// Refuses a target that holds anything but an earlier result, and one that is `input` or contains it. A folder inside
    /// `input` is fine: an assessment is read from the files directly in its folder.
    pub(crate) fn begin(target: &Path, input: &Path) -> Result<Draft, Failure> {
        let place = place(target)?;
        separate(&place, target, input)?;
        replaceable(&place, target)?;
        let folder = make_beside(&place, PARTIAL).map_err(|refusal| Failure::write(target, refusal))?;
        Ok(Draft { target: place, shown: target.to_owned(), folder, placed: false })
    }

    /// Writes a file of the result; `path` is relative with `/`.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.append(path, bytes)?;
        let whole = self.folder.join(path);
        File::open(&whole)
            .and_then(|file| file.sync_all())
            .map_err(|refusal| Failure::write(&self.shown(path), refusal))
    }

    /// Adds to the end of a file of the result.
    pub(crate) fn append(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        let whole = self.folder.join(path);
        let parent = whole.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent)
            .and_then(|()| OpenOptions::new().append(true).create(true).open(&whole))
            .and_then(|mut file| file.write_all(bytes))
            .map_err(|refusal| Failure::write(&self.shown(path), refusal))
    }

    /// Adds one file of the result to the end of another and drops it; gives the whole, none where there was nothing to
    /// add.
    pub(crate) fn fold_in(&self, part: &str, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        let part = self.folder.join(part);
        if !part.exists() {
            return Ok(None);
        }
        let joined = File::open(&part).and_then(|mut from| {
            let whole = self.folder.join(path);
            let mut to = OpenOptions::new().append(true).create(true).open(&whole)?;
            io::copy(&mut from, &mut to)?;
            to.sync_all()?;
            fs::remove_file(&part)?;
            fs::read(whole)
        });
        joined.map(Some).map_err(|refusal| Failure::write(&self.shown(path), refusal))
    }

    /// Puts the result in its place; an earlier one goes only now.
    pub(crate) fn place(mut self) -> Result<(), Failure> {
        let _held = HALF_WRITTEN.lock();
        let refused = |refusal| Failure::write(&self.shown, refusal);
        if self.target.exists() {
            let old = make_beside(&self.target, "old").map_err(refused)?;
            fs::remove_dir(&old).and_then(|()| fs::rename(&self.target, &old)).map_err(refused)?;
            if let Err(refusal) = fs::rename(&self.folder, &self.target) {
                let _ = fs::rename(&old, &self.target);
                return Err(refused(refusal));
            }
            self.placed = true;
            return fs::remove_dir_all(&old).map_err(|refusal| Failure::write(&old, refusal));
        }
        fs::rename(&self.folder, &self.target).map_err(refused)?;
        self.placed = true;
        Ok(())
    }

    /// A file of the result as the user will know it.
    fn shown(&self, path: &str) -> PathBuf {
        self.shown.join(path)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.placed {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Where a result will stand: the parent as the disk knows it, and a name that is not a link.
fn place(target: &Path) -> Result<PathBuf, Failure> {
    let shown = target.display().to_string();
    if fs::symlink_metadata(target).is_ok_and(|metadata| metadata.file_type().is_symlink()) {
        return Err(Failure::request("cli.out-is-link", &[("path", &shown)]));
    }
    if let Ok(metadata) = fs::metadata(target) {
        if !metadata.is_dir() {
            return Err(Failure::request("cli.out-is-file", &[("path", &shown)]));
        }
        return target.canonicalize().map_err(|refusal| Failure::write(target, refusal));
    }
    let absolute = std::path::absolute(target).map_err(|refusal| Failure::write(target, refusal))?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return Err(Failure::request("cli.out-is-file", &[("path", &shown)]));
    };
    fs::create_dir_all(parent)
        .and_then(|()| parent.canonicalize())
        .map(|parent| parent.join(name))
        .map_err(|refusal| Failure::write(target, refusal))
}

/// Whether a path leads to the same file or folder as one of others.
pub(crate) fn are_same(path: &Path, others: &[PathBuf]) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(path).is_some_and(|own| others.iter().any(|other| real(other).as_ref() == Some(&own)))
}

/// Refuses a result that would stand over its own inputs.
fn separate(place: &Path, target: &Path, input: &Path) -> Result<(), Failure> {
    let input = input.canonicalize().map_err(|refusal| Failure::read(input, refusal))?;
    let shown = target.display().to_string();
    if place == input {
        return Err(Failure::request("cli.out-is-input", &[("path", &shown)]));
    }
    if input.starts_with(place) {
        return Err(Failure::request("cli.out-holds-input", &[("path", &shown)]));
    }
    Ok(())
}

/// Refuses a folder that holds anything but an earlier result of ours.
fn replaceable(place: &Path, target: &Path) -> Result<(), Failure> {
    if !place.exists() {
        return Ok(());
    }
    let mut found = Vec::new();
    gather(place, Path::new(""), &mut found).map_err(|refusal| Failure::read(target, refusal))?;
    if found.is_empty() {
        return Ok(());
    }
    let shown = target.display().to_string();
    let Some(manifest) = manifest(place) else {
        return Err(Failure::request("cli.out-not-ours", &[("path", &shown)]));
    };
    let written: Vec<PathBuf> = manifest["outputs"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|path| path.as_str())
        .map(PathBuf::from)
        .collect();
    match found.iter().find(|path| !written.contains(path)) {
        Some(foreign) => Err(Failure::request(
            "cli.out-holds-foreign",
            &[("path", &shown), ("file", &foreign.display().to_string())],
        )),
        None => Ok(()),
    }
}

/// Everything below a folder but plain subfolders that hold something, relative to `root`; links are named, never followed.
fn gather(root: &Path, inner: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(inner))? {
        let entry = entry?;
        let path = inner.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            gather(root, &path, found)?;
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(())
}

/// Whether a folder holds a result of this program.
pub(crate) fn is_result(folder: &Path) -> bool {
    manifest(folder).is_some()
}

/// The manifest of a result of this program.
fn manifest(folder: &Path) -> Option<serde_json::Value> {
    let bytes = fs::read(folder.join(MANIFEST)).ok()?;
    let manifest = serde_json::from_slice::<serde_json::Value>(&bytes).ok()?;
    (manifest["program"] == env!("CARGO_PKG_NAME")).then_some(manifest)
}

/// Removes a folder when the program is interrupted; what is being put in its place is put there first.
fn guard(folder: &Path) {
    let mut folders = HALF_WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    if folders.is_empty() {
        // Where no handler can be set, an interruption leaves a hidden folder behind.
        let _ = ctrlc::set_handler(|| {
            let folders = HALF_WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
            folders.iter().for_each(|folder| drop(fs::remove_dir_all(folder)));
            std::process::exit(INTERRUPTED)
        });
    }
    folders.push(folder.to_owned());
}

/// A new, empty folder beside `place`, whose name begins with a dot.
fn make_beside(place: &Path, purpose: &str) -> io::Result<PathBuf> {
    let name = place.file_name().unwrap_or_default();
    let mut attempt: u32 = 0;
    loop {
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{purpose}-{}-{attempt}", std::process::id()));
        let folder = place.with_file_name(hidden);
        match fs::create_dir(&folder) {
            Ok(()) if purpose == PARTIAL => {
                guard(&folder);
                return Ok(folder);
            }
            Ok(()) => return Ok(folder),
            Err(refusal) if refusal.kind() == io::ErrorKind::AlreadyExists && attempt < 1000 => attempt += 1,
            Err(refusal) => return Err(refusal),
        }
    }
}
