// Places in source text: what every token, node and diagnostic of the language carries.
//
// Values, cheap to copy: a range shares its file's name. The texts themselves are in one SourceMap for each run, which
// keeps whole files; it is filled while modules are loaded, from one thread, and only read afterwards.
#ifndef ROLECALL_DIAG_SOURCE_H_
#define ROLECALL_DIAG_SOURCE_H_

#include <compare>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace rolecall::diag {

// Line and column count from 1; the column counts grapheme clusters; the byte counts from 0.
struct Position {
  int line = 1;
  int column = 1;
  std::size_t byte = 0;
  auto operator<=>(const Position&) const = default;
};

// From `start` up to but not including `end`, in one file. The file name is shared between all ranges of a file.
struct Range {
  std::shared_ptr<const std::string> file;  // as the user would write it; null = no place
  Position start;
  Position end;

  std::string_view file_name() const { return file ? std::string_view(*file) : std::string_view(); }
  bool has_place() const { return file != nullptr; }
};

// The range from the start of `first` to the end of `last`.
Range Join(const Range& first, const Range& last);

// The texts that ranges point into, by file name, for excerpts.
class SourceMap {
 public:
  void Add(std::string file, std::string text) { texts_[std::move(file)] = std::move(text); }
  void Append(const SourceMap& other) { texts_.insert(other.texts_.begin(), other.texts_.end()); }
  const std::map<std::string, std::string, std::less<>>& all() const { return texts_; }
  // The file's text, or null if it is not known.
  const std::string* Find(std::string_view file) const;

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace rolecall::diag

#endif  // ROLECALL_DIAG_SOURCE_H_
