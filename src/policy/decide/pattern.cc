#include "policy/decide/pattern.h"

#include <algorithm>
#include <bitset>

#include "base/text.h"
#include "policy/document/arn.h"
#include "policy/document/condition_keys.h"

// Two things are done here: texts with policy variables become patterns, and patterns of ARNs are laid on ARNs.
//
// Variables (IAM User Guide, "IAM policy elements: Variables and tags"). A text is cut once, at compile time, into a
// pattern with gaps: what is between the variables is a glob pattern (document/glob.h: its wildcards are units that no
// byte is), a gap is a Variable at its position. For a request the gaps are filled (Expanded) with the values as they
// are: a star in a tag's value is a star and no wildcard, and a "${" in it is no variable. ${*}, ${?} and ${$} are
// plain characters, filled in at compile time. A variable has no value if its key is absent and it has no default, or
// if the key is multivalued; then the whole text has none: it matches nothing ("policy variables with no value").
//
// ARNs ("IAM JSON policy elements: Resource", section on wildcards in resource ARNs). A pattern is split at its first
// five colons into six segments, before variables are filled in, so that no value moves a segment. Each segment is a
// glob of its own; the last is the resource part, where `*` and `?` match colons too. That is all if the pattern says
// arn:aws:s3:::b*: six globs on six parts. But a star that *ends* one of the first five segments "can expand to match
// beyond the colon": arn:aws:s3*:b also is arn:aws:s3:::b. So there may be several ways to lay the segments of the
// pattern on those of the text:
//
//   pattern   arn : aws : s3* : b           segment i of the pattern may begin at any of a set of segments of the text;
//   text      arn : aws : s3  :   :  : b    Advance leads from the set for i to the set for i + 1: one further where
//   the
//                                           glob matches that segment, and with a star at its end all later ones too.
//
// The set is a bitset over the text's segments, so one pass over the text for each of the five segments is enough,
// without backtracking: time is linear in the text for each segment. The resource part is then tried at each place of
// the last set (MatchTail). The plain six-on-six match is tried first, for it nearly always decides.
//
// Short ARNs have fewer segments. In the caller's policies AWS completes them with stars; elsewhere only one that ends
// with a star is known to match. ResourceReading says which; statement.cc decides.
namespace rolecall::policy {
namespace {

// ARNs are at most 2048 characters; a text with more colons than this matches no pattern that reaches beyond them.
constexpr std::size_t kMaxSegments = 2048;

// What is written between variables; and a plain character that is written as one.
void AppendWritten(std::string_view text, std::string& to) { to += text; }
void AppendWritten(std::string_view text, Pattern& to) { AppendGlob(text, to); }
void AppendPlain(std::string_view text, std::string& to) { to += text; }
void AppendPlain(std::string_view text, Pattern& to) { AppendLiteral(text, to); }

// "key" or "key, 'default'".
Variable ParseVariable(std::string_view body, std::size_t position) {
  Variable variable;
  variable.position = position;
  std::size_t comma = body.find(',');
  std::string_view key = body.substr(0, comma);
  variable.key = LowerAscii(key);
  variable.hash = HashKey(variable.key);
  variable.broken = key.empty() || key.front() == ' ' || key.back() == ' ' || key.find('$') != std::string_view::npos;
  // A key declared multivalued has no single value, and its default does not help.
  if (IsDeclaredMultivalued(variable.key)) variable.broken = true;
  if (comma == std::string_view::npos) return variable;
  std::string_view fallback = body.substr(comma + 1);
  while (!fallback.empty() && fallback.front() == ' ') fallback.remove_prefix(1);
  while (!fallback.empty() && fallback.back() == ' ') fallback.remove_suffix(1);
  if (fallback.size() < 2 || fallback.front() != '\'' || fallback.back() != '\'') {
    variable.broken = true;
    return variable;
  }
  fallback = fallback.substr(1, fallback.size() - 2);
  if (fallback.find_first_of("'$") != std::string_view::npos) variable.broken = true;
  variable.fallback = std::string(fallback);
  return variable;
}

// The value of a variable, or nothing.
const std::string* ValueOf(const Variable& variable, const Context& context) {
  if (variable.broken) return nullptr;
  const Context::Entry* entry = context.Find(variable.key, variable.hash);
  if (entry == nullptr) return variable.fallback ? &*variable.fallback : nullptr;
  if (entry->multivalued || entry->values.size() != 1) return nullptr;
  return &entry->values.front();
}

// Like SplitArn, but colons inside of ${…} do not count when variables are known.
std::vector<std::string_view> SplitPattern(std::string_view text, bool variables) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size() && parts.size() < 5; ++i) {
    if (variables && text.substr(i, 2) == "${") {
      std::size_t close = text.find('}', i);
      if (close == std::string_view::npos) break;
      i = close;
    } else if (text[i] == ':') {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(text.substr(begin));
  return parts;
}

// A pattern at its colons. Values of variables count as they are.
int SplitUnits(PatternView text, PatternView (&parts)[6]) {
  int count = 0;
  while (count < 5) {
    const std::size_t colon = text.find(UnitOf(':'));
    if (colon == PatternView::npos) break;
    parts[count++] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  parts[count++] = text;
  return count;
}

bool EndsWithStar(PatternView pattern) { return !pattern.empty() && pattern.back() == kAnyRun; }

// The resource part may start at any of several places. A later start can only help while the text before the
// pattern's first star does not match: what follows a star matches best in the longest rest.
bool MatchTail(PatternView pattern, std::string_view text, const std::bitset<kMaxSegments>& starts) {
  const std::size_t star = pattern.find(kAnyRun);
  std::size_t index = 0;
  for (std::size_t begin = 0;; ++index) {
    if (starts[index]) {
      std::string_view rest = text.substr(begin);
      if (star == PatternView::npos) {
        if (GlobMatch(pattern, rest)) return true;
      } else if (GlobMatch(pattern.substr(0, star + 1), rest)) {
        return GlobMatch(pattern, rest);
      }
    }
    std::size_t colon = text.find(':', begin);
    if (colon == std::string_view::npos || index + 1 >= kMaxSegments) return false;
    begin = colon + 1;
  }
}

// One segment of the pattern: from the segments of the text that it may stand at to those that the next may stand at.
// `open`: the star at its end took all the rest of some text.
std::bitset<kMaxSegments> Advance(PatternView pattern, std::string_view text, const std::bitset<kMaxSegments>& starts,
                                  bool& open) {
  std::bitset<kMaxSegments> next;
  bool reaches_on = false;
  std::size_t begin = 0;
  for (std::size_t index = 0; index + 1 < kMaxSegments; ++index) {
    std::size_t colon = text.find(':', begin);
    bool matches = starts[index] && GlobMatch(pattern, text.substr(begin, colon - begin));
    if (matches && EndsWithStar(pattern)) reaches_on = open = true;
    if (colon == std::string_view::npos) break;
    if (matches || reaches_on) next.set(index + 1);
    begin = colon + 1;
  }
  return next;
}

bool MatchBeyondColons(const PatternView* pattern, int count, std::string_view text) {
  std::bitset<kMaxSegments> starts;
  starts.set(0);
  for (int i = 0; i < count && i < 5; ++i) {
    bool open = false;
    starts = Advance(pattern[i], text, starts, open);
    if (i == count - 1) return open;
    if (starts.none()) return false;
  }
  return MatchTail(pattern[5], text, starts);
}

template <typename Unit>
Template<Unit> Compile(std::string_view text, bool variables, Version version) {
  Template<Unit> result;
  if (!variables || version == Version::k2008) {
    AppendWritten(text, result.text);
    return result;
  }
  while (!text.empty()) {
    std::size_t open = text.find("${");
    AppendWritten(text.substr(0, open), result.text);
    if (open == std::string_view::npos) break;
    std::size_t close = text.find('}', open);
    std::string_view body = text.substr(open + 2, close == std::string_view::npos ? close : close - open - 2);
    if (close != std::string_view::npos && (body == "*" || body == "?" || body == "$")) {
      AppendPlain(body, result.text);
    } else {
      result.variables.push_back(ParseVariable(body, result.text.size()));
      if (close == std::string_view::npos) result.variables.back().broken = true;
    }
    text = close == std::string_view::npos ? std::string_view() : text.substr(close + 1);
  }
  return result;
}

template <typename To, typename From>
To UnitFrom(From unit) {
  if constexpr (std::is_same_v<To, From>) {
    return unit;
  } else {
    return UnitOf(unit);  // a byte of a value, in a pattern
  }
}

}  // namespace

TextTemplate CompileText(std::string_view text, bool variables, Version version) {
  return Compile<char>(text, variables, version);
}

PatternTemplate CompilePattern(std::string_view text, bool variables, Version version) {
  return Compile<PatternUnit>(text, variables, version);
}

template <typename Unit>
Expanded<Unit>::Expanded(const Template<Unit>& source, const Context& context, std::size_t longest)
    : text_(source.text) {
  if (source.literal()) return;
  Measure(source, context, longest);
  if (!ok_ || !fits_) return;
  const std::basic_string_view<Unit> written = source.text;
  std::size_t copied = 0;
  for (const Variable& variable : source.variables) {
    Append(written.substr(copied, variable.position - copied));
    Append(std::string_view(*ValueOf(variable, context)));
    copied = variable.position;
  }
  Append(written.substr(copied));
  text_ = large_.empty() ? std::basic_string_view<Unit>(small_, size_) : large_;
}

// Every unit but a star takes a byte at least.
template <typename Unit>
void Expanded<Unit>::Measure(const Template<Unit>& source, const Context& context, std::size_t longest) {
  std::size_t least = source.text.size();
  if constexpr (std::is_same_v<Unit, PatternUnit>) least -= std::ranges::count(source.text, kAnyRun);
  for (const Variable& variable : source.variables) {
    const std::string* value = ValueOf(variable, context);
    if (value == nullptr) {
      ok_ = false;
      return;
    }
    least += value->size();
  }
  fits_ = least <= std::max(longest, kAlwaysFilled);
}

template <typename Unit>
template <typename From>
void Expanded<Unit>::Append(std::basic_string_view<From> piece) {
  if (!large_.empty() || size_ + piece.size() > std::size(small_)) {
    if (large_.empty()) large_.assign(small_, size_);
    const std::size_t before = large_.size();
    large_.resize(before + piece.size());
    std::ranges::transform(piece, large_.begin() + before, [](From unit) { return UnitFrom<Unit>(unit); });
    return;
  }
  for (From unit : piece) small_[size_++] = UnitFrom<Unit>(unit);
}

template class Expanded<char>;
template class Expanded<PatternUnit>;

bool MatchArnSegments(const PatternView* pattern, int count, std::string_view resource) {
  ArnParts parts;
  if (count == 6) {
    if (SplitArn(resource, parts) < 6) return false;
    bool all = true, reaches = false;
    for (int i = 0; i < 6 && all; ++i) all = GlobMatch(pattern[i], parts[i]);
    if (all) return true;
    // With just five colons in the text there is no other way to lay the pattern on it.
    if (parts[5].find(':') == std::string_view::npos) return false;
    for (int i = 0; i < 5; ++i) reaches = reaches || EndsWithStar(pattern[i]);
    if (!reaches || !HasLiteralPrefixOf(pattern[5], parts[5])) return false;
  } else if (!EndsWithStar(pattern[count - 1])) {
    return false;
  }
  return MatchBeyondColons(pattern, count, resource);
}

ResourcePattern::ResourcePattern(std::string_view written, Version version, ResourceReading reading)
    : everything_(written == "*"), folded_(reading.folded) {
  if (everything_) return;
  const std::string text = folded_ ? FoldHead(written, version == Version::k2012) : std::string(written);
  std::vector<std::string_view> parts = SplitPattern(text, version == Version::k2012);
  segments_.reserve(std::max<std::size_t>(parts.size(), 6));
  for (std::string_view part : parts) segments_.push_back(CompilePattern(part, true, version));
  for (const PatternTemplate& segment : segments_) has_variables_ = has_variables_ || !segment.literal();
  if (segments_.size() < 6 && has_variables_) {
    whole_ = true;
    segments_ = {CompilePattern(text, true, version)};
  } else if (reading.padded) {
    while (segments_.size() < 6) segments_.push_back(CompilePattern("*", false, version));
  }
  count_ = static_cast<int>(segments_.size());
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    if (i > 0) literal_prefix_ += ':';
    const PatternTemplate& segment = segments_[i];
    std::size_t end = segment.literal() ? segment.text.size() : segment.variables.front().position;
    const std::string prefix = LiteralPrefix(PatternView(segment.text).substr(0, end));
    literal_prefix_ += prefix;
    if (prefix.size() < segment.text.size() || !segment.literal()) break;
  }
}

ResourcePattern::Match ResourcePattern::Matches(const Request& request) const {
  if (everything_) return Match::kYes;
  return MatchesText(folded_ ? request.folded_resource() : request.resource(), request.context());
}

ResourcePattern::Match ResourcePattern::MatchesText(std::string_view resource, const Context& context) const {
  if (!has_variables_) {
    if (resource.substr(0, literal_prefix_.size()) != literal_prefix_) return Match::kNo;
    PatternView views[6];
    for (int i = 0; i < count_; ++i) views[i] = segments_[i].text;
    return MatchArnSegments(views, count_, resource) ? Match::kYes : Match::kNo;
  }
  if (whole_) {
    const Expanded whole(segments_[0], context, resource.size());
    if (!whole.ok()) return Match::kNoValue;
    if (!whole.fits()) return Match::kNo;
    PatternView views[6];
    const int count = SplitUnits(whole.text(), views);
    return MatchArnSegments(views, count, resource) ? Match::kYes : Match::kNo;
  }
  PatternView views[6];
  std::optional<Expanded<PatternUnit>> expanded[6];
  bool fits = true;
  for (int i = 0; i < count_; ++i) {
    expanded[i].emplace(segments_[i], context, resource.size());
    if (!expanded[i]->ok()) return Match::kNoValue;
    fits = fits && expanded[i]->fits();
    views[i] = expanded[i]->text();
  }
  return fits && MatchArnSegments(views, count_, resource) ? Match::kYes : Match::kNo;
}

}  // namespace rolecall::policy
