// Globs over UTF-8 text: `*` any run, `?` exactly one UTF-16 unit (so a character beyond the BMP takes two), as AWS
// does.
//
//   Pattern pattern = ToPattern("home/*");          // the star is a wildcard
//   AppendLiteral(tag_value, pattern);              // every byte of this stands for itself
//   if (GlobMatch(pattern, "home/x")) …
//
// A pattern is made of units, which are wider than bytes: a unit is a byte of text or a wildcard. Whatever a text
// holds, valid UTF-8 or not, none of its bytes is a wildcard; literal stars (${*}, values of policy variables) need no
// escaping.
//
// Time: mostly linear in the text, at most (units of the pattern) × (bytes of the text), and no more than the square of
// the text's bytes whatever the pattern (work.h counts with it). Nothing but what makes patterns and texts allocates.
#ifndef ROLECALL_POLICY_DOCUMENT_GLOB_H_
#define ROLECALL_POLICY_DOCUMENT_GLOB_H_

#include <string>
#include <string_view>

namespace rolecall::policy {

using PatternUnit = char16_t;  // 0 to 0xff: that byte; the two below
using Pattern = std::u16string;
using PatternView = std::u16string_view;

constexpr PatternUnit kAnyRun = 0x100;   // `*`
constexpr PatternUnit kOneUnit = 0x101;  // `?`

constexpr PatternUnit UnitOf(char byte) { return static_cast<unsigned char>(byte); }

// The text as it is.
void AppendLiteral(std::string_view text, Pattern& pattern);
// `*` and `?` of the text become wildcards.
void AppendGlob(std::string_view text, Pattern& pattern);
Pattern ToPattern(std::string_view text);

bool GlobMatch(PatternView pattern, std::string_view text);

// The literal text before the first wildcard.
std::string LiteralPrefix(PatternView pattern);
// Whether that text occurs in `text`.
bool HasLiteralPrefixOf(PatternView pattern, std::string_view text);

// No wildcard: the pattern matches only itself.
bool IsLiteral(PatternView pattern);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DOCUMENT_GLOB_H_
