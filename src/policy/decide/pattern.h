// Patterns of a policy, compiled: text with wildcards and policy variables, and Resource entries made of such texts.
//
//   PatternTemplate glob = CompilePattern("home/${aws:username}/*", /*variables=*/true, Version::k2012);
//   Expanded expanded(glob, context, text.size());
//   if (expanded.ok() && expanded.fits() && GlobMatch(expanded.text(), text)) …
//
//   ResourcePattern pattern("arn:aws:s3:::bucket/*", Version::k2012, ResourceReading{});
//   pattern.Matches(request) == ResourcePattern::Match::kYes
//
// How the matching works stands above the code in pattern.cc. Immutable, so shared between threads. Matching allocates
// only when a pattern with variables grows beyond a buffer of Expanded.
#ifndef ROLECALL_POLICY_DECIDE_PATTERN_H_
#define ROLECALL_POLICY_DECIDE_PATTERN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/request.h"
#include "policy/document/document.h"
#include "policy/document/glob.h"

namespace rolecall::policy {

// One policy variable in a template: ${key} or ${key, 'default'}.
struct Variable {
  std::size_t position;  // in Template::text, where its value goes
  std::string key;       // lower case
  std::uint64_t hash;
  std::optional<std::string> fallback;
  bool broken = false;  // not in the form above: has never a value
};

// A text (char) or a pattern (PatternUnit, glob.h) with gaps for variables.
template <typename Unit>
struct Template {
  std::basic_string<Unit> text;
  std::vector<Variable> variables;

  bool literal() const { return variables.empty(); }
};
using TextTemplate = Template<char>;
using PatternTemplate = Template<PatternUnit>;

// Without wildcards, and with `*` and `?` as wildcards. Variables exist only in version 2012-10-17, and only if
// `variables`.
TextTemplate CompileText(std::string_view text, bool variables, Version version);
PatternTemplate CompilePattern(std::string_view text, bool variables, Version version);

// What is filled in whatever it is held against.
constexpr std::size_t kAlwaysFilled = 4096;

// A template with its variables filled in for one request: their values are literal text, also in a pattern. One that
// would be longer than kAlwaysFilled and than all texts that it is held against (`longest` bytes, without a star's run)
// is not filled in, for it matches none of them: a policy of a few KiB that names a header a thousand times must not
// take a thousand times the header.
template <typename Unit>
class Expanded {
 public:
  // Holds a view into `source` if it has no variables.
  Expanded(const Template<Unit>& source, const Context& context, std::size_t longest);
  Expanded(const Expanded&) = delete;
  Expanded& operator=(const Expanded&) = delete;

  bool ok() const { return ok_; }      // false: a variable has no value
  bool fits() const { return fits_; }  // false: too long to match; text() is not to be used
  std::basic_string_view<Unit> text() const { return text_; }

 private:
  template <typename From>
  void Append(std::basic_string_view<From> piece);
  void Measure(const Template<Unit>& source, const Context& context, std::size_t longest);

  bool ok_ = true;
  bool fits_ = true;
  std::size_t size_ = 0;
  Unit small_[256];                // what fits lies here,
  std::basic_string<Unit> large_;  // all the rest there
  std::basic_string_view<Unit> text_;
};

// How a Resource entry is read where AWS's behaviour is not known: by what grants less.
struct ResourceReading {
  bool padded = false;  // missing parts of a short ARN are taken as `*`
  bool folded = false;  // the case of letters before the resource part does not count
};

// The reading for the entries of a statement.
ResourceReading ResourceReadingOf(const Statement& statement, DocumentKind kind);

// A Resource entry.
class ResourcePattern {
 public:
  ResourcePattern(std::string_view text, Version version, ResourceReading reading);

  enum class Match { kNo, kYes, kNoValue };  // kNoValue: a variable has no value
  Match Matches(const Request& request) const;

  // Whatever matches begins with this; with a folded reading, its Request::folded_resource() does.
  std::string_view literal_prefix() const { return literal_prefix_; }

 private:
  Match MatchesText(std::string_view resource, const Context& context) const;

  bool everything_ = false;  // `*`
  bool folded_;
  bool whole_ = false;  // a short ARN with variables: split only after they are filled in
  int count_ = 0;       // segments, at most 6
  std::vector<PatternTemplate> segments_;
  bool has_variables_ = false;
  std::string literal_prefix_;
};

// Segment-wise match of an ARN pattern (`count` segments of glob patterns) against a resource: a `*` that ends a
// segment before the resource part reaches beyond its colon; the others stay inside.
bool MatchArnSegments(const PatternView* pattern, int count, std::string_view resource);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_PATTERN_H_
