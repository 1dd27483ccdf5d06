#include "diag/diagnostic.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace rolecall::diag {

Range Join(const Range& first, const Range& last) { return {first.file, first.start, last.end}; }

const std::string* SourceMap::Find(std::string_view file) const {
  const auto found = texts_.find(file);
  return found == texts_.end() ? nullptr : &found->second;
}

void Diagnostics::AddError(std::string code, std::string summary, std::string detail, Range subject) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.summary = std::move(summary);
  diagnostic.detail = std::move(detail);
  diagnostic.subject = std::move(subject);
  list_.push_back(std::move(diagnostic));
}

void Diagnostics::AddWarning(std::string code, std::string summary, std::string detail, Range subject) {
  AddError(std::move(code), std::move(summary), std::move(detail), std::move(subject));
  list_.back().severity = Severity::kWarning;
}

void Diagnostics::Append(const Diagnostics& other) {
  list_.insert(list_.end(), other.list_.begin(), other.list_.end());
}

namespace {

bool ComesBefore(const Diagnostic& a, const Diagnostic& b) {
  if (a.severity != b.severity) return a.severity == Severity::kWarning;
  if (a.subject.has_place() != b.subject.has_place()) return !a.subject.has_place();
  if (!a.subject.has_place()) return false;
  const std::string_view a_file = a.subject.file_name(), b_file = b.subject.file_name();
  if (a_file != b_file) {
    const auto a_depth = std::count(a_file.begin(), a_file.end(), '/');
    const auto b_depth = std::count(b_file.begin(), b_file.end(), '/');
    return std::tie(a_depth, a_file) < std::tie(b_depth, b_file);
  }
  return std::tie(a.subject.start.byte, a.subject.end.byte) < std::tie(b.subject.start.byte, b.subject.end.byte);
}

}  // namespace

void Diagnostics::Sort() { std::stable_sort(list_.begin(), list_.end(), ComesBefore); }

void Diagnostics::DropWarnings() {
  std::erase_if(list_, [](const Diagnostic& one) { return one.severity == Severity::kWarning; });
}

void Diagnostics::DropWarnings(std::string_view code) {
  std::erase_if(list_, [&](const Diagnostic& one) { return one.severity == Severity::kWarning && one.code == code; });
}

bool Diagnostics::HasErrors() const {
  return std::any_of(list_.begin(), list_.end(), [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

namespace {

// Levenshtein distance, one row at a time.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j + 1] + 1, row[j] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string> DidYouMean(std::string_view given, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongestCompared = 256;
  if (given.size() > kLongestCompared) return std::nullopt;
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(2, given.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongestCompared) continue;
    const std::size_t distance = EditDistance(given, candidate);
    if (distance < best_distance && distance < candidate.size()) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::optional<std::string> NameSuggestion(std::string_view given, const std::vector<std::string>& candidates) {
  constexpr std::size_t kMostChanges = 2;
  constexpr std::size_t kLongestCompared = 256;
  for (const std::string& candidate : candidates) {
    const std::size_t difference = std::max(candidate.size(), given.size()) - std::min(candidate.size(), given.size());
    if (candidate.size() > kLongestCompared || difference > kMostChanges) continue;
    if (EditDistance(given, candidate) <= kMostChanges) return candidate;
  }
  return std::nullopt;
}

}  // namespace rolecall::diag
