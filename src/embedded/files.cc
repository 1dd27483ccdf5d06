#include "embedded/files.h"

#include <lzma.h>

#include <algorithm>
#include <cstdint>

#include "base/check.h"

namespace rolecall::embedded {

std::string Decompress(std::string_view bytes, std::size_t size) {
  constexpr std::uint64_t kMostMemory = 64 << 20;
  std::string text(size, '\0');
  std::uint64_t memory = kMostMemory;
  std::size_t read = 0, written = 0;
  const lzma_ret status =
      lzma_stream_buffer_decode(&memory, 0, nullptr, reinterpret_cast<const std::uint8_t*>(bytes.data()), &read,
                                bytes.size(), reinterpret_cast<std::uint8_t*>(text.data()), &written, size);
  ROLECALL_CHECK(status == LZMA_OK && read == bytes.size() && written == size);
  return text;
}

Files::Files(std::span<const Entry> index, std::string_view bytes) {
  files_.reserve(index.size());
  std::size_t begin = 0;
  for (const Entry& entry : index) {
    ROLECALL_CHECK(begin <= entry.end && entry.end <= bytes.size());
    ROLECALL_CHECK(files_.empty() || files_.back().name < entry.name);
    files_.push_back({entry.name, bytes.substr(begin, entry.end - begin)});
    begin = entry.end;
  }
  ROLECALL_CHECK(begin == bytes.size());
  if (std::ranges::none_of(index, [](const Entry& entry) { return entry.decompressed > 0; })) return;
  for (const Entry& entry : index) decompressed_.push_back(entry.decompressed);
  kept_ = std::make_unique<Kept[]>(index.size());
}

const std::vector<File>& Files::all() const {
  ROLECALL_CHECK(kept_ == nullptr);
  return files_;
}

std::vector<std::string_view> Files::Names() const {
  std::vector<std::string_view> names;
  for (const File& file : files_) names.push_back(file.name);
  return names;
}

std::optional<std::string_view> Files::Find(std::string_view name) const {
  const auto found = std::lower_bound(files_.begin(), files_.end(), name,
                                      [](const File& file, std::string_view wanted) { return file.name < wanted; });
  if (found == files_.end() || found->name != name) return std::nullopt;
  const auto number = static_cast<std::size_t>(found - files_.begin());
  if (kept_ == nullptr || decompressed_[number] == 0) return found->text;
  Kept& kept = kept_[number];
  std::call_once(kept.once, [&] { kept.text = Decompress(found->text, decompressed_[number]); });
  return kept.text;
}

}  // namespace rolecall::embedded
