#include "policy/tighten/event_stream.h"

#include <algorithm>
#include <optional>
#include <string>

namespace rolecall::policy {
namespace {

constexpr std::size_t kMaxEventDepth = 64;
constexpr std::string_view kBlanks = " \t\r\n";

// Looks for where values end; what is in them is for the JSON reader.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool AtEnd() {
    at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size());
    return at_ == text_.size();
  }
  char Peek() { return AtEnd() ? '\0' : text_[at_]; }
  bool Take(char wanted) {
    if (Peek() != wanted) return false;
    ++at_;
    return true;
  }
  // From here to the end of the value; nothing if it is cut off.
  std::optional<std::string_view> Value() {
    AtEnd();
    const std::size_t begin = at_;
    if (!Skip()) return std::nullopt;
    return text_.substr(begin, at_ - begin);
  }
  std::size_t at() const { return at_; }
  void set_at(std::size_t at) { at_ = at; }
  std::string_view text() const { return text_; }

 private:
  bool SkipString() {
    for (++at_; at_ < text_.size(); ++at_) {
      const std::size_t next = text_.find_first_of("\"\\", at_);
      if (next == std::string_view::npos) break;
      at_ = next;
      if (text_[at_] == '"') {
        ++at_;
        return true;
      }
      ++at_;  // what is escaped
    }
    at_ = text_.size();
    return false;
  }

  bool Skip() {
    std::size_t depth = 0;
    do {
      at_ = text_.find_first_of("\"{}[],:\n", at_);
      if (at_ == std::string_view::npos) {
        at_ = text_.size();
        return depth == 0;  // a number at the end
      }
      const char c = text_[at_];
      if (c == '"') {
        if (!SkipString()) return false;
        continue;
      }
      if (depth == 0 && c != '{' && c != '[') return true;  // the end of a number, or of a word
      depth += c == '{' || c == '[' ? 1 : 0;
      depth -= c == '}' || c == ']' ? 1 : 0;
      ++at_;
    } while (depth > 0);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

class Stream {
 public:
  Stream(std::string_view text, const std::function<void(const json::Node&)>& take) : scanner_(text), take_(take) {}

  Result<std::size_t> Run() {
    while (!scanner_.AtEnd()) {
      if (scanner_.Peek() != '{') return Wrong("an event is a JSON object");
      const std::size_t begin = scanner_.at();
      ROLECALL_TRY(const bool whole, TakeRecords());
      if (whole) continue;
      scanner_.set_at(begin);
      const std::optional<std::string_view> event = scanner_.Value();
      if (!event) {
        if (count_ > 0) break;  // still being written
        ROLECALL_RETURN_IF_ERROR(TakeEvent(scanner_.text().substr(begin)));
        return WrongAt(begin, "the event is cut off");
      }
      ROLECALL_RETURN_IF_ERROR(TakeEvent(*event));
    }
    return count_;
  }

 private:
  Error Wrong(const std::string& what) const { return WrongAt(scanner_.at(), what); }
  Error WrongAt(std::size_t offset, const std::string& what) const {
    const json::LineColumn place = json::Locate(scanner_.text(), offset);
    return Error{ErrorCode::kInvalidArgument,
                 "line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ": " + what};
  }

  // An object with the member Records, wherever it stands among the others. False: it has none.
  Result<bool> TakeRecords() {
    scanner_.Take('{');
    bool found = false;
    while (!scanner_.Take('}')) {
      const std::optional<std::string_view> name = scanner_.Value();
      if (!name || !scanner_.Take(':')) return false;
      if (*name == "\"Records\"" && scanner_.Peek() == '[') {
        found = true;
        ROLECALL_RETURN_IF_ERROR(TakeList());
      } else if (*name == "\"eventVersion\"" || !scanner_.Value()) {
        return found;
      }
      scanner_.Take(',');
      if (scanner_.AtEnd()) return found;
    }
    return found;
  }

  Result<void> TakeList() {
    scanner_.Take('[');
    while (!scanner_.Take(']')) {
      const std::optional<std::string_view> event = scanner_.Value();
      if (!event || event->empty()) return Wrong("the list of records is cut off");
      ROLECALL_RETURN_IF_ERROR(TakeEvent(*event));
      if (!scanner_.Take(',') && scanner_.Peek() != ']') return Wrong("between records there is a comma");
    }
    return {};
  }

  Result<void> TakeEvent(std::string_view text) {
    if (text.size() > kMaxEventBytes) return Wrong("an event has " + std::to_string(text.size()) + " bytes");
    const json::ParseResult parsed = json::Parse(text, json::Limits{kMaxEventBytes, kMaxEventDepth});
    if (!parsed.error.empty()) {
      return WrongAt(static_cast<std::size_t>(text.data() - scanner_.text().data()) + parsed.error_offset,
                     parsed.error);
    }
    ++count_;
    take_(parsed.root);
    return {};
  }

  Scanner scanner_;
  const std::function<void(const json::Node&)>& take_;
  std::size_t count_ = 0;
};

}  // namespace

Result<std::size_t> ForEachEvent(std::string_view text, const std::function<void(const json::Node&)>& take) {
  return Stream(text, take).Run();
}

}  // namespace rolecall::policy
