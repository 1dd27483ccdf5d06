#include "tests/support/simulated_disk.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace rolecall::store {
namespace {

constexpr std::size_t kSector = 512;

void WriteInto(std::string& file, std::size_t offset, std::string_view bytes) {
  if (file.size() < offset + bytes.size()) file.resize(offset + bytes.size(), '\0');
  file.replace(offset, bytes.size(), bytes);
}

}  // namespace

struct SimulatedDisk::Handle {
  sqlite3_file base;
  SimulatedDisk* disk;
  char path[1024];
  int delete_on_close;

  File& file() const { return disk->files_[path]; }
};

struct SimulatedDisk::Methods {
  static Handle& Of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
  static SimulatedDisk& Of(sqlite3_vfs* vfs) { return *static_cast<SimulatedDisk*>(vfs->pAppData); }

  static int Close(sqlite3_file* file) {
    if (Of(file).delete_on_close != 0) Of(file).disk->files_.erase(Of(file).path);
    return SQLITE_OK;
  }
  static int Read(sqlite3_file* file, void* out, int count, sqlite3_int64 offset) {
    if (int code = Of(file).disk->Called(false, SQLITE_IOERR_READ); code != SQLITE_OK) return code;
    const std::string& bytes = Of(file).file().current;
    const auto from = std::min(static_cast<std::size_t>(offset), bytes.size());
    const auto size = std::min(static_cast<std::size_t>(count), bytes.size() - from);
    std::memcpy(out, bytes.data() + from, size);
    if (size == static_cast<std::size_t>(count)) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + size, 0, static_cast<std::size_t>(count) - size);
    return SQLITE_IOERR_SHORT_READ;
  }
  static int Write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    SimulatedDisk& disk = *Of(file).disk;
    const int code = disk.Called(true, SQLITE_IOERR_WRITE);
    const std::string text(static_cast<const char*>(bytes), static_cast<std::size_t>(count));
    // The write on which the power goes may have begun.
    if (code != SQLITE_OK && !(disk.off_ && disk.changes_ == disk.cut_at_)) return code;
    Of(file).file().unsynced.push_back({static_cast<std::size_t>(offset), text});
    WriteInto(Of(file).file().current, static_cast<std::size_t>(offset), text);
    return code;
  }
  static int Truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (int code = Of(file).disk->Called(true, SQLITE_IOERR_TRUNCATE); code != SQLITE_OK) return code;
    Of(file).file().unsynced.push_back({static_cast<std::size_t>(size), "", true});
    Of(file).file().current.resize(static_cast<std::size_t>(size), '\0');
    return SQLITE_OK;
  }
  static int Sync(sqlite3_file* file, int) {
    if (int code = Of(file).disk->Called(true, SQLITE_IOERR_FSYNC); code != SQLITE_OK) return code;
    Of(file).file().durable = Of(file).file().current;
    Of(file).file().unsynced.clear();
    return SQLITE_OK;
  }
  static int Size(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(Of(file).file().current.size());
    return SQLITE_OK;
  }
  static int Lock(sqlite3_file*, int) { return SQLITE_OK; }
  static int CheckLock(sqlite3_file*, int* locked) {
    *locked = 0;
    return SQLITE_OK;
  }
  static int Control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int SectorSize(sqlite3_file*) { return static_cast<int>(kSector); }
  static int Characteristics(sqlite3_file*) { return 0; }

  static int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    static constexpr sqlite3_io_methods kMethods = {
        1,          Close,           Read,    Write,   Truncate, Sync,    Size,    Lock,   Lock, CheckLock, Control,
        SectorSize, Characteristics, nullptr, nullptr, nullptr,  nullptr, nullptr, nullptr};
    SimulatedDisk& disk = Of(vfs);
    file->pMethods = nullptr;
    if (int code = disk.Called(false, SQLITE_CANTOPEN); code != SQLITE_OK) return code;
    static int unnamed = 0;
    const std::string name = path == nullptr ? "temporary" + std::to_string(++unnamed) : path;
    const bool is_there = disk.files_.contains(name);
    if (!is_there && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    disk.files_[name];
    Handle* handle = new (file) Handle{};
    handle->base.pMethods = &kMethods;
    handle->disk = &disk;
    std::strncpy(handle->path, name.c_str(), sizeof handle->path - 1);
    handle->delete_on_close = flags & SQLITE_OPEN_DELETEONCLOSE;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  }
  static int Delete(sqlite3_vfs* vfs, const char* path, int) {
    if (int code = Of(vfs).Called(true, SQLITE_IOERR_DELETE); code != SQLITE_OK) return code;
    Of(vfs).files_.erase(path);
    return SQLITE_OK;
  }
  static int Access(sqlite3_vfs* vfs, const char* path, int, int* out) {
    *out = Of(vfs).files_.contains(path) ? 1 : 0;
    return SQLITE_OK;
  }
  static int FullPath(sqlite3_vfs*, const char* path, int size, char* out) {
    std::strncpy(out, path, static_cast<std::size_t>(size) - 1);
    out[size - 1] = '\0';
    return SQLITE_OK;
  }
  static int Randomness(sqlite3_vfs*, int size, char* out) {
    // The WAL's salts: not the same each time, or old frames would look new; the same in each run.
    static unsigned next = 1;
    for (int i = 0; i < size; ++i) out[i] = static_cast<char>((next = next * 1103515245u + 12345u) >> 16);
    return size;
  }
};

int SimulatedDisk::Called(bool changes, int io_error) {
  if (off_) return io_error;
  ++calls_;
  if (changes) ++changes_;
  if (cut_at_ != 0 && changes && changes_ == cut_at_) {
    off_ = true;
    return io_error;
  }
  if (fail_at_ == 0 || calls_ != fail_at_) return SQLITE_OK;
  failed_ = true;
  return failure_ == Failure::kFull && changes ? SQLITE_FULL : io_error;
}

SimulatedDisk::SimulatedDisk() : real_(sqlite3_vfs_find(nullptr)), name_("simulated") {
  vfs_ = *real_;  // time, sleep, and what is left of loading
  vfs_.iVersion = 1;
  vfs_.szOsFile = sizeof(Handle);
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = Methods::Open;
  vfs_.xDelete = Methods::Delete;
  vfs_.xAccess = Methods::Access;
  vfs_.xFullPathname = Methods::FullPath;
  vfs_.xRandomness = Methods::Randomness;
  sqlite3_vfs_register(&vfs_, 1);
}

SimulatedDisk::~SimulatedDisk() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_, 1);
}

void SimulatedDisk::FailAt(std::uint64_t call, Failure failure) {
  fail_at_ = calls_ + call;
  failure_ = failure;
  failed_ = false;
}

void SimulatedDisk::CutPowerAt(std::uint64_t call) { cut_at_ = changes_ + call; }

bool SimulatedDisk::Heal() {
  const bool happened = off_ || failed_;
  fail_at_ = cut_at_ = 0;
  failed_ = false;
  return happened;
}

void SimulatedDisk::Boot(const Dice& dice) {
  off_ = false;
  fail_at_ = cut_at_ = 0;
  for (auto& [path, file] : files_) {
    std::string bytes = file.durable;
    for (const File::Write& write : file.unsynced) {
      const std::uint64_t fate = dice(3);
      if (fate == 0) continue;
      if (write.truncates) {
        bytes.resize(write.offset, '\0');
        continue;
      }
      std::size_t kept = write.bytes.size();
      if (fate == 1 && kept > kSector) kept = kSector * dice(kept / kSector);
      WriteInto(bytes, write.offset, std::string_view(write.bytes).substr(0, kept));
    }
    file.durable = file.current = bytes;
    file.unsynced.clear();
  }
}

SimulatedDisk::Image SimulatedDisk::Save() const {
  Image image;
  for (const auto& [path, file] : files_) image.files[path] = file.current;
  return image;
}

void SimulatedDisk::Load(const Image& image) {
  files_.clear();
  for (const auto& [path, bytes] : image.files) files_[path] = {bytes, bytes, {}};
  off_ = failed_ = false;
  fail_at_ = cut_at_ = 0;
}

}  // namespace rolecall::store
