#include "policy/lint/inclusion.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "policy/decide/condition.h"
#include "policy/decide/pattern.h"
#include "policy/decide/request.h"

namespace rolecall::policy {
namespace {

// Patterns whose lengths multiplied exceed this are not compared: the answer is then "not proved".
constexpr std::size_t kMaxWork = 1u << 18;

// A pattern that matches at least what the text with variables can match: a star for each variable.
std::string VariablesAsStars(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t open = text.find("${");
    result += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    result += '*';
    if (close == std::string_view::npos) break;
    text.remove_prefix(close + 1);
  }
  return result;
}

bool EndsWithStar(std::string_view text) { return !text.empty() && text.back() == '*'; }

// Segments before the resource part: a star at the end of one reaches beyond its colon, so both must end so.
bool SegmentCovers(std::string_view wide, std::string_view narrow, bool last) {
  if (!last && EndsWithStar(narrow) && !EndsWithStar(wide)) return false;
  return GlobCovers(wide, narrow);
}

bool SameText(const std::vector<Text>& a, const std::vector<Text>& b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](const Text& x, const Text& y) { return x.value == y.value; });
}

template <typename Covers>
bool ListCovers(const std::vector<Text>& wide, const std::vector<Text>& narrow, Covers covers) {
  return std::all_of(narrow.begin(), narrow.end(), [&](const Text& one) {
    return std::any_of(wide.begin(), wide.end(), [&](const Text& other) { return covers(other.value, one.value); });
  });
}

bool HasValue(const Condition& condition, const std::string& value) {
  return std::any_of(condition.values.begin(), condition.values.end(),
                     [&value](const Text& text) { return text.value == value; });
}

// The condition `given` holds only if `wanted` does: the same comparison with fewer values (more if negated).
bool Implies(const Condition& given, const Condition& wanted) {
  if (given.operator_text != wanted.operator_text || LowerAscii(given.key) != LowerAscii(wanted.key)) return false;
  const Condition& fewer = given.op.negated ? wanted : given;
  const Condition& more = given.op.negated ? given : wanted;
  if (fewer.values.empty() || given.op.kind() == ValueKind::kPresence) {
    return SameText(given.values, wanted.values);
  }
  return std::all_of(fewer.values.begin(), fewer.values.end(),
                     [&more](const Text& value) { return HasValue(more, value.value); });
}

bool ConditionsCover(const Statement& wide, const Statement& narrow) {
  return std::all_of(wide.conditions.begin(), wide.conditions.end(), [&narrow](const Condition& wanted) {
    return std::any_of(narrow.conditions.begin(), narrow.conditions.end(),
                       [&wanted](const Condition& given) { return Implies(given, wanted); });
  });
}

bool PrincipalsCover(const Statement& wide, const Statement& narrow) {
  if (wide.has_principal != narrow.has_principal || wide.not_principal || narrow.not_principal) return false;
  return std::all_of(narrow.principals.begin(), narrow.principals.end(), [&wide](const PrincipalText& one) {
    return std::any_of(wide.principals.begin(), wide.principals.end(), [&one](const PrincipalText& other) {
      return other.type == one.type && other.value == one.value;
    });
  });
}

}  // namespace

bool GlobCovers(std::string_view wide, std::string_view narrow) {
  // Most pairs differ before the first wildcard.
  const std::size_t literal = std::min(wide.find_first_of("*?"), wide.size());
  if (narrow.substr(0, literal) != wide.substr(0, literal)) return false;
  if (literal == wide.size()) return wide == narrow;
  wide.remove_prefix(literal);
  narrow.remove_prefix(literal);
  if ((wide.size() + 1) * (narrow.size() + 1) > kMaxWork) return false;
  // reach[i]: wide[0..i) covers narrow[0..j). A star of `wide` takes any signs, also the wildcards of `narrow`.
  std::vector<char> reach(wide.size() + 1, 0);
  reach[0] = 1;
  for (std::size_t i = 0; i < wide.size() && wide[i] == '*'; ++i) reach[i + 1] = 1;
  for (const char sign : narrow) {
    std::vector<char> next(wide.size() + 1, 0);
    for (std::size_t i = 0; i < wide.size(); ++i) {
      if (wide[i] == '*') {
        next[i + 1] = next[i] != 0 || reach[i + 1] != 0 || reach[i] != 0;
      } else if (reach[i] != 0 && sign != '*') {
        // Bytes of longer characters are not covered by `?`: it stands for a whole one.
        const bool one = static_cast<unsigned char>(sign) < 0x80;
        next[i + 1] = wide[i] == sign || (wide[i] == '?' && one);
      }
    }
    reach = std::move(next);
  }
  return reach.back() != 0;
}

bool GlobsMeet(std::string_view a, std::string_view b) {
  if ((a.size() + 1) * (b.size() + 1) > kMaxWork) return true;
  std::vector<char> reach(a.size() + 1, 0);
  const auto skip_stars = [&a](std::vector<char>& row) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (row[i] != 0 && a[i] == '*') row[i + 1] = 1;
    }
  };
  reach[0] = 1;
  skip_stars(reach);
  for (const char sign : b) {
    std::vector<char> next(a.size() + 1, 0);
    for (std::size_t i = 0; i <= a.size(); ++i) {
      if (sign == '*') {
        // Takes nothing, or any sign of `a` before this.
        next[i] = reach[i] != 0 || (i > 0 && next[i - 1] != 0);
      } else {
        if (i > 0 && reach[i - 1] != 0 && a[i - 1] != '*') {
          next[i] = a[i - 1] == sign || a[i - 1] == '?' || sign == '?';
        }
        if (i < a.size() && a[i] == '*' && reach[i] != 0) next[i] = 1;
        if (i > 0 && a[i - 1] == '*' && reach[i] != 0) next[i] = 1;
      }
    }
    skip_stars(next);
    reach = std::move(next);
  }
  return reach.back() != 0;
}

bool ActionCovers(std::string_view wide, std::string_view narrow) {
  return GlobCovers(LowerAscii(wide), LowerAscii(narrow));
}

bool ResourceCovers(std::string_view wide, std::string_view narrow) {
  if (wide == narrow || wide == "*") return true;
  if (narrow == "*" || HasVariable(wide)) return false;
  const std::string plain = VariablesAsStars(narrow);
  ArnParts wide_parts;
  ArnParts narrow_parts;
  if (SplitArn(wide, wide_parts) != 6 || SplitArn(plain, narrow_parts) != 6) return false;
  for (int i = 0; i < 6; ++i) {
    if (!SegmentCovers(wide_parts[i], narrow_parts[i], i == 5)) return false;
  }
  return true;
}

bool StatementCovers(const Statement& wide, const Statement& narrow) {
  if (wide.not_action != narrow.not_action || wide.not_resource != narrow.not_resource) return false;
  if (wide.has_resource != narrow.has_resource || !PrincipalsCover(wide, narrow)) return false;
  // Not…: the narrow statement must except at least what the wide one does.
  const bool actions = wide.not_action ? ListCovers(narrow.actions, wide.actions, ActionCovers)
                                       : ListCovers(wide.actions, narrow.actions, ActionCovers);
  const bool resources = wide.not_resource ? ListCovers(narrow.resources, wide.resources, ResourceCovers)
                                           : ListCovers(wide.resources, narrow.resources, ResourceCovers);
  return actions && resources && ConditionsCover(wide, narrow);
}

}  // namespace rolecall::policy
