// Regular expressions (RE2) as the language has them: the syntax of Go's regexp, matching in linear time.
// Patterns are bounded in size. Pure; any thread.
#ifndef ROLECALL_FUNCTIONS_NOTATION_REGULAR_EXPRESSION_H_
#define ROLECALL_FUNCTIONS_NOTATION_REGULAR_EXPRESSION_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"

namespace re2 {
class RE2;
}

namespace rolecall::functions {

class RegularExpression {
 public:
  // One match: the whole text first, then the groups; nothing for a group that took no part.
  using Match = std::vector<std::optional<std::string>>;

  // What is wrong with a pattern, in words, and the part of it that is.
  struct Mistake {
    std::string words, part;
  };
  static Expected<RegularExpression, Mistake> Compile(const std::string& pattern);

  int group_count() const;
  const std::map<int, std::string>& group_names() const;

  std::optional<Match> FindFirst(std::string_view text) const;
  std::vector<Match> FindAll(std::string_view text) const;
  // All matches replaced; `$1`, `${1}`, `$name` in the replacement stand for groups, `$$` for a dollar sign.
  // Nothing: the result would have more than `max_bytes`.
  std::optional<std::string> ReplaceAll(std::string_view text, std::string_view replacement,
                                        std::size_t max_bytes) const;

 private:
  explicit RegularExpression(std::shared_ptr<const re2::RE2> expression) : expression_(std::move(expression)) {}
  std::shared_ptr<const re2::RE2> expression_;
};

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_NOTATION_REGULAR_EXPRESSION_H_
