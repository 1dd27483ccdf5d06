// Reads JSON forwards, once, without making a tree of it: for reviews, of which most is never looked at.
//
//   JsonReader reader(text, memory);
//   reader.ReadObject([&](std::string_view name) {
//     if (name == "uid") uid = reader.ReadText(); else reader.Skip();
//   });
//   if (!reader.Finish()) … reader.error() …
//
// Everything is checked, also what is skipped: RFC 8259, UTF-8, at most 256 levels. A half of a surrogate pair reads as
// U+FFFD, as Go's reader has it. After an error every call does nothing, so that callers need not look after each.
// Texts look into the given one, or into `memory` where they have escapes. One thread.
#ifndef ROLECALL_KUBE_INJECTION_JSON_READER_H_
#define ROLECALL_KUBE_INJECTION_JSON_READER_H_

#include <cstddef>
#include <memory_resource>
#include <string>
#include <string_view>

namespace rolecall::kube {

class JsonReader {
 public:
  enum class Kind { kObject, kArray, kString, kNumber, kBool, kNull, kNone };

  // `text` and `memory` must outlive what is read.
  JsonReader(std::string_view text, std::pmr::memory_resource* memory)
      : at_(text.data()), begin_(text.data()), end_(text.data() + text.size()), memory_(memory) {}

  // What comes next; kNone if that is no value. Nothing is read.
  Kind Next();

  // Calls `on_member(name)` for each member; it reads the value or skips it. Of an object only (Next()).
  template <typename OnMember>
  void ReadObject(OnMember on_member) {
    if (!Begin('{')) return;
    while (More('}')) {
      const std::string_view name = Name();
      if (failed()) return;
      on_member(name);
    }
  }
  // Calls `on_item()` for each item; it reads it or skips it. Of an array only.
  template <typename OnItem>
  void ReadArray(OnItem on_item) {
    if (!Begin('[')) return;
    while (More(']')) on_item();
  }
  // Of a string only.
  std::string_view ReadText();
  // Of true or false only.
  bool ReadBool();
  // Any value; answers how it is written.
  std::string_view Skip();

  // Whether the text was one value and nothing else.
  bool Finish();
  bool failed() const { return error_ != nullptr; }
  // "invalid character at offset 17"; empty: good.
  std::string error() const;

 private:
  static constexpr int kMaxDepth = 256;

  void SkipBlanks();
  bool Fail(const char* what);
  bool Begin(char open);
  bool More(char close);
  std::string_view Name();
  void SkipValue();
  void SkipNumber();
  void SkipWord(std::string_view word);
  // After the first quote. Answers whether there are escapes; at_ is behind the last quote.
  bool ScanText();
  bool ScanUnusual();
  std::string_view Decoded(std::string_view raw);

  const char* at_;
  const char* begin_;
  const char* const end_;
  std::pmr::memory_resource* memory_;
  const char* error_ = nullptr;
  int depth_ = 0;
  bool first_ = false;  // nothing of the innermost object or array was read yet
};

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_INJECTION_JSON_READER_H_
