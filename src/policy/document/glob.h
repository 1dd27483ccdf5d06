// Globs over UTF-8 text: `*` any run, `?` exactly one UTF-16 unit (so a character beyond the BMP takes two), as AWS
// does.
//
// A pattern is text in which the wildcards are the bytes kStar and kQuestion, which occur in no UTF-8 text. So literal
// stars (${*}, values of policy variables) need no escaping. Time is linear in the text for each `*`-free piece.
#ifndef ROLECALL_POLICY_DOCUMENT_GLOB_H_
#define ROLECALL_POLICY_DOCUMENT_GLOB_H_

#include <string>
#include <string_view>

namespace rolecall::policy {

constexpr char kStar = '\xff';
constexpr char kQuestion = '\xfe';

// `*` and `?` of the text become wildcards.
std::string ToPattern(std::string_view text);

bool GlobMatch(std::string_view pattern, std::string_view text);

// The literal text before the first wildcard.
std::string_view LiteralPrefix(std::string_view pattern);

// No wildcard: the pattern matches only itself.
bool IsLiteral(std::string_view pattern);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DOCUMENT_GLOB_H_
