#include "value/quoting.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "base/text.h"

namespace rolecall::value {
namespace {

constexpr std::size_t kRun = 4;

bool IsWordCharacter(char c) { return IsAsciiAlphanumeric(c) || static_cast<unsigned char>(c) >= 0x80; }

bool StandsAsText(std::string_view message, std::string_view text) {
  const std::string quoted = '"' + std::string(text) + '"';
  return message.find(quoted) != std::string_view::npos || message.ends_with(" " + std::string(text));
}

// 'x', as messages show the character that they stumbled over.
bool QuotesCharacterOf(std::string_view message, std::string_view text) {
  for (std::size_t at = 0; at + 2 < message.size(); ++at) {
    const bool is_quoted = message[at] == '\'' && message[at + 2] == '\'';
    if (is_quoted && text.find(message[at + 1]) != std::string_view::npos) return true;
  }
  return false;
}

bool StandsAsWord(std::string_view message, std::string_view word) {
  for (std::size_t at = message.find(word); at != std::string_view::npos; at = message.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !IsWordCharacter(message[at - 1]);
    if (begins && (end == message.size() || !IsWordCharacter(message[end]))) return true;
  }
  return false;
}

class Search {
 public:
  explicit Search(std::string_view message) : message_(message) {
    for (std::size_t at = 0; at + kRun <= message.size(); ++at) runs_.insert(message.substr(at, kRun));
  }

  bool Finds(const Value& value) const {
    const Value plain = value.Unmark();
    if (!plain.IsKnown() || plain.IsNull()) return false;
    switch (plain.type().kind()) {
      case Type::Kind::kString: return FindsText(plain.AsString());
      case Type::Kind::kNumber: {
        const std::string text = plain.AsNumber().Text();
        return text.size() < kRun ? StandsAsWord(message_, text) : FindsText(text);
      }
      case Type::Kind::kBool:
      case Type::Kind::kDynamic: return false;
      case Type::Kind::kMap:
      case Type::Kind::kObject:
        return std::any_of(plain.members().begin(), plain.members().end(),
                           [this](const auto& member) { return FindsText(member.first) || Finds(member.second); });
      default: break;
    }
    return std::any_of(plain.elements().begin(), plain.elements().end(),
                       [this](const Value& element) { return Finds(element); });
  }

 private:
  bool FindsText(std::string_view text) const {
    if (text.empty()) return false;
    if (QuotesCharacterOf(message_, text)) return true;
    if (text.size() < kRun) return StandsAsText(message_, text);
    for (std::size_t at = 0; at + kRun <= text.size(); ++at) {
      if (runs_.contains(text.substr(at, kRun))) return true;
    }
    return false;
  }

  const std::string_view message_;
  std::unordered_set<std::string_view> runs_;
};

}  // namespace

bool Quotes(std::string_view message, const Value& value) { return Search(message).Finds(value); }

}  // namespace rolecall::value
