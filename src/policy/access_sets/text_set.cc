#include "policy/access_sets/text_set.h"

#include <algorithm>

#include "base/text.h"

namespace rolecall::policy {
namespace {

constexpr SetUnit kFirstHigh = 0xD800, kFirstLow = 0xDC00, kAfterLow = 0xE000;
constexpr SetUnit kKelvin = 0x212A;  // lower-cases to k

// The length of the UTF-8 sequence that begins so, and the bits of its first byte. Other bytes stand for themselves.
int SequenceLength(unsigned char byte) { return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4; }

void AppendUnits(std::string_view text, TextSet& units) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const int length = SequenceLength(byte);
    if (length == 1 || i + static_cast<std::size_t>(length) > text.size()) {
      units += byte;
      ++i;
      continue;
    }
    SetUnit code = byte & (0xFF >> (length + 1));
    for (int k = 1; k < length; ++k) code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    i += static_cast<std::size_t>(length);
    if (code >= 0x10000) {
      code -= 0x10000;
      units += kFirstHigh + (code >> 10);
      units += kFirstLow + (code & 0x3FF);
    } else {
      units += code;
    }
  }
}

void AppendUtf8(SetUnit code, std::string& text) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0 | (code >> 12));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | (code >> 18));
    text += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// `**` is `*`, and `*?` is `?*`: the same set gets the same units.
TextSet Normal(TextSet set) {
  for (std::size_t i = 0; i + 1 < set.size();) {
    const bool in_part = set[i] == kRunInPart;
    if (!IsRun(set[i])) {
      ++i;
    } else if (set[i + 1] == set[i]) {
      set.erase(i, 1);
    } else if (set[i + 1] == (in_part ? kOneInPart : kOneUnitSet)) {
      std::swap(set[i], set[i + 1]);
      i = i == 0 ? 0 : i - 1;
    } else {
      ++i;
    }
  }
  return set;
}

// A compiled text with its variables filled in, or as letters.
struct Filled {
  TextSet units;
  bool never = false;  // a variable has no value
  bool has_variables = false;
  bool letters = false;  // they are letters
};

void AppendVariable(const Variable& variable, Variables& variables, Filled& filled) {
  filled.has_variables = true;
  if (variable.broken) {
    filled.never = true;
    return;
  }
  if (variables.symbolic()) {
    filled.units += kVariable | variables.Letter(variable.key + "|" + variable.fallback.value_or("|"));
    filled.letters = true;
    return;
  }
  const auto found = variables.values().find(variable.key);
  if (found == variables.values().end() && !variable.fallback) {
    filled.never = true;
    return;
  }
  const std::string& value = found == variables.values().end() ? *variable.fallback : found->second;
  AppendUnits(value, filled.units);
}

SetUnit WildcardOf(PatternUnit unit) { return unit == kAnyRun ? kRunUnit : kOneUnitSet; }

template <typename Unit>
Filled Fill(const Template<Unit>& source, Variables& variables) {
  Filled filled;
  std::string bytes;
  const auto flush = [&] {
    AppendUnits(bytes, filled.units);
    bytes.clear();
  };
  std::size_t next = 0;
  for (std::size_t i = 0; i <= source.text.size(); ++i) {
    for (; next < source.variables.size() && source.variables[next].position == i; ++next) {
      flush();
      AppendVariable(source.variables[next], variables, filled);
    }
    if (i == source.text.size()) break;
    if constexpr (sizeof(Unit) > 1) {
      if (source.text[i] >= kAnyRun) {
        flush();
        filled.units += WildcardOf(source.text[i]);
        continue;
      }
    }
    bytes += static_cast<char>(source.text[i]);
  }
  flush();
  return filled;
}

TextSet EitherCase(TextSetView units) {
  TextSet set;
  for (SetUnit unit : units) {
    if (unit >= 'A' && unit <= 'Z') unit = unit - 'A' + 'a';
    set += unit >= 'a' && unit <= 'z' ? (kEitherCase | unit) : unit;
  }
  return set;
}

// At the first five colons.
std::vector<TextSetView> Parts(TextSetView units) {
  std::vector<TextSetView> parts;
  while (parts.size() < 5) {
    const std::size_t colon = units.find(U':');
    if (colon == TextSetView::npos) break;
    parts.push_back(units.substr(0, colon));
    units.remove_prefix(colon + 1);
  }
  parts.push_back(units);
  return parts;
}

// A part of a Resource before the resource part: its wildcards stay inside of it, but for a star at its end.
void AppendPart(TextSetView part, TextSet& set) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    const SetUnit unit = part[i];
    if (unit == kRunUnit) {
      set += i + 1 == part.size() ? kRunUnit : kRunInPart;
    } else if (unit == kOneUnitSet) {
      set += kOneInPart;
    } else if (IsVariable(unit)) {
      set += (unit & ~kVariable) | kVariableInPart;
    } else {
      set += unit;
    }
  }
}

TextSet LowerAsciiUnits(TextSetView units) {
  TextSet lower(units);
  for (SetUnit& unit : lower) {
    if (unit >= 'A' && unit <= 'Z') unit = unit - 'A' + 'a';
  }
  return lower;
}

bool SameCaseFolded(SetUnit unit, SetUnit letter) {
  if (letter >= 'A' && letter <= 'Z') letter = letter - 'A' + 'a';
  if (letter == kKelvin) letter = 'k';
  return unit == letter;
}

// One unit of a set and one letter of a text, or unit of another set that is taken as a letter.
bool MatchesOne(SetUnit unit, SetUnit letter) {
  if (unit == letter) return unit != kNever;
  if (unit == kNever || letter == kNever) return false;
  if ((unit & kEitherCase) != 0) return SameCaseFolded(unit & ~kEitherCase, letter & ~kEitherCase);
  const bool one_letter = letter < 0x110000 || (letter & kEitherCase) != 0 || letter == kOneInPart;
  if (unit == kOneUnitSet) return one_letter || letter == kOneUnitSet;
  if (unit == kOneInPart) return one_letter && letter != U':';
  return false;
}

// What a run takes in: letters, and of another set also its runs and variables.
bool RunTakes(SetUnit run, SetUnit letter) {
  if (letter == kNever) return false;
  if (run == kRunUnit) return true;
  return letter != U':' && letter != kRunUnit && letter != kOneUnitSet && (letter & kVariable) == 0;
}

TextSetView LiteralHead(TextSetView set) {
  std::size_t end = 0;
  while (end < set.size() && set[end] < 0x110000) ++end;
  return set.substr(0, end);
}

// How far they are the same before the first wildcard of either.
std::size_t CommonHead(TextSetView a, TextSetView b) {
  const std::size_t common = std::min(a.size(), b.size());
  std::size_t end = 0;
  while (end < common && a[end] == b[end] && a[end] < 0x110000) ++end;
  return end;
}

// Some letter is matched by both units; runs are not asked.
bool UnitsMeet(SetUnit a, SetUnit b) {
  if (a == kNever || b == kNever) return false;
  const bool a_case = (a & kEitherCase) != 0, b_case = (b & kEitherCase) != 0;
  if (a_case) return b_case ? a == b : b == kOneUnitSet || b == kOneInPart || SameCaseFolded(a & ~kEitherCase, b);
  if (b_case) return UnitsMeet(b, a);
  if (a < 0x110000 && b < 0x110000) return a == b;
  if (a < 0x110000) return MatchesOne(b, a);
  return b >= 0x110000 || MatchesOne(a, b);
}

bool RunMeets(SetUnit run, SetUnit other) { return run == kRunUnit || other != U':'; }

// How far into a set texts may have come, ascending: mostly one or two places. Nothing behind the last is added.
class Places {
 public:
  const std::vector<std::size_t>& list() const { return list_; }
  bool Has(std::size_t place) const { return !list_.empty() && list_.back() >= place; }
  void Add(std::size_t place) {
    if (!Has(place)) list_.push_back(place);
  }
  void Clear() { list_.clear(); }

 private:
  std::vector<std::size_t> list_;
};

// `at`, and what is behind it while `may_pass` lets the unit before it take nothing. Places come in runs that end at
// the same place, so that what is not behind the last one is there already.
template <typename MayPass>
void AddFrom(std::size_t at, TextSetView set, MayPass may_pass, Places& places) {
  places.Add(at);
  while (at < set.size() && may_pass(set[at])) places.Add(++at);
}

}  // namespace

SetUnit Variables::Letter(const std::string& name) {
  return letters_.emplace(name, static_cast<SetUnit>(letters_.size())).first->second;
}

TextSet UnitsOf(std::string_view text) {
  TextSet units;
  AppendUnits(text, units);
  return units;
}

std::optional<std::string> TextOf(TextSetView units) {
  std::string text;
  for (std::size_t i = 0; i < units.size(); ++i) {
    SetUnit unit = units[i];
    if (unit >= 0x110000) return std::nullopt;
    if (unit >= kFirstHigh && unit < kAfterLow) {
      const bool pair =
          unit < kFirstLow && i + 1 < units.size() && units[i + 1] >= kFirstLow && units[i + 1] < kAfterLow;
      if (!pair) return std::nullopt;
      unit = 0x10000 + ((unit - kFirstHigh) << 10) + (units[++i] - kFirstLow);
    }
    AppendUtf8(unit, text);
  }
  return text;
}

TextSet TextOnly(std::string_view text) { return UnitsOf(text); }

TextSet GlobSet(std::string_view written) {
  Variables none;
  return Normal(Fill(CompilePattern(written, false, Version::k2008), none).units);
}

// Every action is SERVICE:NAME.
const TextSet& AnyAction() {
  static const TextSet set = GlobSet("*:*");
  return set;
}

// The whole action in lower case (statement.cc, MatchesAction). `*` is `*:*`.
TextSet ActionSet(std::string_view written) {
  TextSet set = GlobSet(LowerAscii(written));
  const TextSet all = {kRunUnit};
  return set == all ? AnyAction() : set;
}

TextSet ValueSet(std::string_view written, TextReading reading, Version version, Variables& variables) {
  Filled filled = reading == TextReading::kWildcards ? Fill(CompilePattern(written, true, version), variables)
                                                     : Fill(CompileText(written, true, version), variables);
  if (filled.never) return TextSet(1, kNever);
  return reading == TextReading::kEitherCase ? EitherCase(filled.units) : Normal(std::move(filled.units));
}

const TextSet& AnyArn() {
  static const TextSet set = [] {
    TextSet arn = U"arn:";
    for (int i = 0; i < 4; ++i) arn.append({kRunInPart, U':'});
    return arn + kRunUnit;
  }();
  return set;
}

// Six globs on six parts, none of which reaches over a colon; a star alone is every ARN (operators.cc, ArnLike). The
// colons of variables' values count: as letters, a text with variables is one letter as a whole.
std::optional<TextSet> ArnValueSet(std::string_view written, Version version, Variables& variables) {
  Filled filled = Fill(CompilePattern(written, true, version), variables);
  if (filled.never) return TextSet(1, kNever);
  if (filled.letters) return TextSet(1, kVariable | variables.Letter("ARN " + std::string(written)));
  if (filled.units == TextSet(1, kRunUnit)) return AnyArn();
  const std::vector<TextSetView> parts = Parts(filled.units);
  if (parts.size() < 6) return std::nullopt;
  if (!Meets(parts[0], U"arn")) return TextSet(1, kNever);
  TextSet set = U"arn";
  for (std::size_t i = 1; i < parts.size(); ++i) {
    set += U':';
    for (const SetUnit unit : parts[i]) {
      set += i == 5 ? unit : unit == kRunUnit ? kRunInPart : unit == kOneUnitSet ? kOneInPart : unit;
    }
  }
  return Normal(std::move(set));
}

// pattern.cc: cut at the first five colons before variables are filled in; a star that ends one of the first five parts
// reaches beyond its colon. Where the case of those parts does not count they are in lower case, as those of every ARN
// that AWS makes are: a request for ARN:AWS:… is none. A short ARN with variables is cut after they are filled in: as
// letters it is one letter. (Values with colons are cut where their colons are, which is not so before the resource
// part: whoever shows something with values asks the engine.)
TextSet ResourceSet(std::string_view written, Version version, ResourceReading reading, Variables& variables) {
  if (written == "*") return TextSet(1, kRunUnit);
  Filled filled = Fill(CompilePattern(written, true, version), variables);
  if (filled.never) return TextSet(1, kNever);
  std::vector<TextSetView> parts = Parts(filled.units);
  if (parts.size() < 6 && filled.letters) {
    return TextSet(1, kVariable | variables.Letter("ARN " + std::string(written)));
  }
  const TextSet star(1, kRunUnit);
  if (reading.padded && !filled.has_variables) {
    while (parts.size() < 6) parts.push_back(star);
  }
  if (parts.size() < 6 && (parts.back().empty() || parts.back().back() != kRunUnit)) return TextSet(1, kNever);
  TextSet set;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) set += U':';
    if (i == 5) {
      set += parts[i];
    } else {
      AppendPart(reading.folded ? LowerAsciiUnits(parts[i]) : TextSet(parts[i]), set);
    }
  }
  return Normal(std::move(set));
}

bool HasVariables(TextSetView set) { return std::any_of(set.begin(), set.end(), IsVariable); }

TextSet WithoutVariables(TextSetView set) {
  TextSet plain;
  for (SetUnit unit : set) {
    if (!IsVariable(unit)) {
      plain += unit;
    } else {
      plain += (unit & kVariable) != 0 ? kRunUnit : kRunInPart;
    }
  }
  return Normal(std::move(plain));
}

std::optional<std::string> OnlyText(TextSetView set) {
  if (std::any_of(set.begin(), set.end(), [](SetUnit unit) { return unit >= 0x110000; })) return std::nullopt;
  return TextOf(set);
}

// `reach`: so many first units of `wide` cover what was read of `narrow`, whose units are taken as letters.
bool Covers(TextSetView wide, TextSetView narrow) {
  if (wide == narrow || wide == TextSetView(&kRunUnit, 1)) return true;
  if (!narrow.empty() && narrow.front() == kNever) return true;
  const TextSetView head = LiteralHead(wide);
  if (narrow.substr(0, head.size()) != head) return false;
  wide.remove_prefix(head.size());
  narrow.remove_prefix(head.size());
  if (wide.empty()) return narrow.empty();
  if (wide == TextSetView(&kRunUnit, 1)) return true;
  const std::size_t open_end = wide.back() == kRunUnit ? wide.size() - 1 : wide.size() + 1;
  thread_local Places reach, next;  // they keep their memory
  reach.Clear();
  AddFrom(0, wide, IsRun, reach);
  for (const SetUnit letter : narrow) {
    if (reach.Has(open_end)) return true;
    next.Clear();
    for (const std::size_t at : reach.list()) {
      if (at == wide.size()) continue;
      if (IsRun(wide[at])) {
        if (RunTakes(wide[at], letter)) AddFrom(at, wide, IsRun, next);
      } else if (MatchesOne(wide[at], letter)) {
        AddFrom(at + 1, wide, IsRun, next);
      }
    }
    if (next.list().empty()) return false;
    std::swap(reach, next);
  }
  return reach.Has(wide.size());
}

// `reach`: so many first units of `a` and those read of `b` have a text in common.
bool Meets(TextSetView a, TextSetView b) {
  const auto is_never = [](TextSetView set) { return !set.empty() && set.front() == kNever; };
  if (is_never(a) || is_never(b)) return false;
  if (a == b) return true;
  const std::size_t head = CommonHead(a, b);
  a.remove_prefix(head);
  b.remove_prefix(head);
  if (!a.empty() && !b.empty() && a.front() < 0x110000 && b.front() < 0x110000) return false;
  const auto is_run = [](SetUnit unit) { return IsRun(unit) || IsVariable(unit); };
  const auto run_of = [](SetUnit unit) { return (unit & kVariable) != 0 || unit == kRunUnit ? kRunUnit : kRunInPart; };
  thread_local Places reach, next;  // they keep their memory
  reach.Clear();
  AddFrom(0, a, is_run, reach);
  for (const SetUnit unit : b) {
    next.Clear();
    for (const std::size_t at : reach.list()) {
      if (is_run(unit)) {
        // Takes nothing, or any unit of `a` from here.
        const auto takes = [&](SetUnit other) { return is_run(other) || RunMeets(run_of(unit), other); };
        if (!next.Has(at)) AddFrom(at, a, takes, next);
      } else if (at == a.size()) {
        continue;
      } else if (is_run(a[at])) {
        if (RunMeets(run_of(a[at]), unit)) AddFrom(at, a, is_run, next);
      } else if (UnitsMeet(a[at], unit)) {
        AddFrom(at + 1, a, is_run, next);
      }
    }
    if (next.list().empty()) return false;
    std::swap(reach, next);
  }
  return reach.Has(a.size());
}

bool Contains(TextSetView set, std::string_view text) { return Covers(set, UnitsOf(text)); }

}  // namespace rolecall::policy
