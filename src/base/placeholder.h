// Placeholders: texts that stand for a part that is not known, in a form that names, ARNs and URLs may have.
//
//   Placeholder("random_string.suffix.result")      "@unknown.random_string.suffix.result@"
//   HasPlaceholder("arn:aws:iam::111122223333:role/irsa-@unknown.random_string.suffix.result@")   true
//
// Analysis (access/offline) makes them where a plan would have an unknown value, so that what is known around it can be
// judged. Two texts with the same placeholder stand for the same unknown; a text with one equals no text without. What
// a placeholder decides is not decided: whoever judges texts asks HasPlaceholder first. Pure.
#ifndef ROLECALL_BASE_PLACEHOLDER_H_
#define ROLECALL_BASE_PLACEHOLDER_H_

#include <string>
#include <string_view>
#include <vector>

namespace rolecall {

inline constexpr std::string_view kPlaceholderOpen = "@unknown.", kPlaceholderClose = "@";
inline constexpr std::size_t kMaxPlaceholderName = 80;

inline bool HasPlaceholder(std::string_view text) { return text.find(kPlaceholderOpen) != std::string_view::npos; }

// `name` says what is not known, as an expression; what ARNs cannot have is left out of it: "a.b[0]" is "a.b.0".
inline std::string Placeholder(std::string_view name) {
  std::string text(kPlaceholderOpen);
  const std::size_t begin = text.size();
  for (const char c : name.substr(0, kMaxPlaceholderName)) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
    if (plain) text += c;
    if ((c == '.' || c == '[') && text.size() > begin && text.back() != '.') text += '.';
  }
  if (text.size() == begin) text += "value";
  return text.append(kPlaceholderClose);
}

// The text with `with` where each placeholder stands.
inline std::string ReplacePlaceholders(std::string_view text, std::string_view with) {
  std::string replaced;
  while (true) {
    const std::size_t begin = text.find(kPlaceholderOpen);
    if (begin == std::string_view::npos) return replaced.append(text);
    const std::size_t end = text.find(kPlaceholderClose, begin + kPlaceholderOpen.size());
    if (end == std::string_view::npos) return replaced.append(text);
    replaced.append(text.substr(0, begin)).append(with);
    text.remove_prefix(end + kPlaceholderClose.size());
  }
}

// The names of the placeholders in the text, each once, in order.
inline std::vector<std::string> PlaceholderNames(std::string_view text) {
  std::vector<std::string> names;
  while (true) {
    const std::size_t begin = text.find(kPlaceholderOpen);
    if (begin == std::string_view::npos) return names;
    text.remove_prefix(begin + kPlaceholderOpen.size());
    const std::size_t end = text.find(kPlaceholderClose);
    if (end == std::string_view::npos) return names;
    std::string name(text.substr(0, end));
    bool is_new = true;
    for (const std::string& known : names) is_new = is_new && known != name;
    if (is_new) names.push_back(std::move(name));
    text.remove_prefix(end + kPlaceholderClose.size());
  }
}

}  // namespace rolecall

#endif  // ROLECALL_BASE_PLACEHOLDER_H_
