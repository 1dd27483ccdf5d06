#include "policy/federation/github_subject.h"

#include <algorithm>

#include "base/text.h"

namespace rolecall::policy {
namespace {

constexpr std::string_view kIssuer = "token.actions.githubusercontent.com";
constexpr std::string_view kRepository = "repo:";

// "repo:OWNER/NAME:REST"
struct Subject {
  std::string_view owner, name, rest;
};

std::optional<Subject> ReadSubject(std::string_view text) {
  if (!text.starts_with(kRepository)) return std::nullopt;
  text.remove_prefix(kRepository.size());
  const std::size_t slash = text.find('/');
  const std::size_t colon = text.find(':');
  if (slash == 0 || slash == text.npos || colon == text.npos || colon < slash + 2) return std::nullopt;
  return Subject{text.substr(0, slash), text.substr(slash + 1, colon - slash - 1), text.substr(colon + 1)};
}

// "NAME@123" without its id; nothing if it has none.
std::optional<std::string_view> WithoutId(std::string_view part) {
  const std::size_t at = part.find('@');
  if (at == part.npos || at == 0 || at + 1 == part.size()) return std::nullopt;
  if (!std::ranges::all_of(part.substr(at + 1), IsAsciiDigit)) return std::nullopt;
  return part.substr(0, at);
}

}  // namespace

bool HasImmutableSubjects(std::string_view issuer) {
  const std::string lower = LowerAscii(issuer);
  return lower == kIssuer || lower.starts_with(std::string(kIssuer) + "/");
}

bool NamesRepositoryOnly(std::string_view text) {
  const std::optional<Subject> subject = ReadSubject(text);
  return subject.has_value() && subject->owner.find('@') == std::string_view::npos &&
         subject->name.find('@') == std::string_view::npos;
}

std::optional<std::string> WithIdsOf(std::string_view subject_text, std::string_view pattern_text) {
  const std::optional<Subject> subject = ReadSubject(subject_text), pattern = ReadSubject(pattern_text);
  if (!subject.has_value() || !pattern.has_value()) return std::nullopt;
  if (WithoutId(subject->owner) != pattern->owner || WithoutId(subject->name) != pattern->name) return std::nullopt;
  return std::string(kRepository) + std::string(subject->owner) + "/" + std::string(subject->name) + ":" +
         std::string(pattern->rest);
}

}  // namespace rolecall::policy
