#include "access/explain/text_diff.h"

#include <algorithm>
#include <boost/json.hpp>
#include <string_view>
#include <vector>

#include "json/pointer.h"

namespace rolecall::access {
namespace {

constexpr std::size_t kContext = 3;
// Beyond this many lines in the changed middle, it is shown as replaced whole.
constexpr std::size_t kMostCompared = 2000;

using Lines = std::vector<std::string_view>;

Lines SplitLines(std::string_view text) {
  Lines lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// ' ' kept, '-' removed, '+' added; in order.
struct Step {
  char kind;
  std::string_view line;
};

// The longest common subsequence, line by line.
void CompareMiddle(const Lines& a, const Lines& b, std::vector<Step>& steps) {
  const bool compared = a.size() <= kMostCompared && b.size() <= kMostCompared;
  std::vector<std::vector<int>> length;
  if (compared) length.assign(a.size() + 1, std::vector<int>(b.size() + 1, 0));
  for (std::size_t i = a.size(); compared && i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      length[i][j] = a[i] == b[j] ? length[i + 1][j + 1] + 1 : std::max(length[i + 1][j], length[i][j + 1]);
    }
  }
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && compared && a[i] == b[j]) {
      steps.push_back({' ', a[i]});
      ++i;
      ++j;
    } else if (i < a.size() && (j == b.size() || !compared || length[i + 1][j] >= length[i][j + 1])) {
      steps.push_back({'-', a[i++]});
    } else {
      steps.push_back({'+', b[j++]});
    }
  }
}

std::vector<Step> Compare(const Lines& a, const Lines& b) {
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  const auto middle = [&](const Lines& lines) {
    return Lines(lines.begin() + static_cast<std::ptrdiff_t>(head), lines.end() - static_cast<std::ptrdiff_t>(tail));
  };
  std::vector<Step> steps;
  for (std::size_t i = 0; i < head; ++i) steps.push_back({' ', a[i]});
  CompareMiddle(middle(a), middle(b), steps);
  for (std::size_t i = a.size() - tail; i < a.size(); ++i) steps.push_back({' ', a[i]});
  return steps;
}

// One hunk: steps [begin, end), which start at these lines (from 1).
std::string Hunk(const std::vector<Step>& steps, std::size_t begin, std::size_t end, std::size_t before_line,
                 std::size_t after_line) {
  std::size_t removed = 0, added = 0;
  std::string body;
  for (std::size_t i = begin; i < end; ++i) {
    if (steps[i].kind != '+') ++removed;
    if (steps[i].kind != '-') ++added;
    body += steps[i].kind + std::string(steps[i].line) + "\n";
  }
  // A side without lines is placed behind the line before it.
  if (removed == 0) --before_line;
  if (added == 0) --after_line;
  return "@@ -" + std::to_string(before_line) + "," + std::to_string(removed) + " +" + std::to_string(after_line) +
         "," + std::to_string(added) + " @@\n" + body;
}

// Files of variables hold secrets beside the line that is meant: nothing of them is shown but what changes.
std::size_t ContextOf(const std::string& path) {
  return path.ends_with(".tfvars") || path.ends_with(".tfvars.json") ? 0 : kContext;
}

void DiffValues(const boost::json::value& a, const boost::json::value& b, const std::string& path,
                boost::json::array& patch) {
  if (a == b) return;
  const auto add = [&](const char* op, const std::string& at, const boost::json::value* value) {
    boost::json::object one{{"op", op}, {"path", at}};
    if (value != nullptr) one["value"] = *value;
    patch.push_back(std::move(one));
  };
  if (a.is_object() && b.is_object()) {
    for (const auto& [key, value] : a.as_object()) {
      const std::string at = path + "/" + json::PointerToken(key);
      const boost::json::value* other = b.as_object().if_contains(key);
      if (other == nullptr) add("remove", at, nullptr);
      if (other != nullptr) DiffValues(value, *other, at, patch);
    }
    for (const auto& [key, value] : b.as_object()) {
      if (!a.as_object().contains(key)) add("add", path + "/" + json::PointerToken(key), &value);
    }
  } else if (a.is_array() && b.is_array() && b.as_array().size() >= a.as_array().size()) {
    const std::size_t common = a.as_array().size();
    for (std::size_t i = 0; i < common; ++i) {
      DiffValues(a.as_array()[i], b.as_array()[i], path + "/" + std::to_string(i), patch);
    }
    for (std::size_t i = common; i < b.as_array().size(); ++i) add("add", path + "/-", &b.as_array()[i]);
  } else {
    add("replace", path, &b);
  }
}

}  // namespace

std::string UnifiedDiff(const std::string& path, const std::string& before, const std::string& after) {
  const Lines a = SplitLines(before), b = SplitLines(after);
  const std::vector<Step> steps = Compare(a, b);
  const std::size_t context = ContextOf(path);
  std::string hunks;
  std::size_t before_line = 1, after_line = 1;  // of steps[i]
  std::vector<std::pair<std::size_t, std::size_t>> lines;
  for (const Step& step : steps) {
    lines.emplace_back(before_line, after_line);
    if (step.kind != '+') ++before_line;
    if (step.kind != '-') ++after_line;
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].kind == ' ') continue;
    const std::size_t begin = i >= context ? i - context : 0;
    std::size_t last = i;  // of the changes that are near enough for one hunk
    for (std::size_t j = i; j < steps.size() && j <= last + 2 * context + 1; ++j) {
      if (steps[j].kind != ' ') last = j;
    }
    const std::size_t end = std::min(steps.size(), last + context + 1);
    hunks += Hunk(steps, begin, end, lines[begin].first, lines[begin].second);
    i = end - 1;
  }
  if (hunks.empty()) return "";
  const std::string name = path.starts_with('/') ? path.substr(1) : path;
  return "--- a/" + name + "\n+++ b/" + name + "\n" + hunks;
}

std::string JsonPatchBetween(const std::string& before, const std::string& after) {
  boost::system::error_code error;
  const boost::json::value a = boost::json::parse(before, error);
  if (error) return "";
  const boost::json::value b = boost::json::parse(after, error);
  if (error) return "";
  boost::json::array patch;
  DiffValues(a, b, "", patch);
  return boost::json::serialize(patch);
}

}  // namespace rolecall::access
