// The parser of the native syntax. Reports every mistake it finds and goes on: the tree of a file with errors
// holds what could be understood (kInvalid expressions elsewhere).
//
//   diag::Diagnostics diagnostics;
//   hcl::File file = hcl::ParseFile("main.tf", text, diagnostics);
//
// Bounds, reported as errors: 64 MB of text; nesting and expression height (kMaxNesting, kMaxHeight).
// Pure; any number of threads may parse at once.
#ifndef ROLECALL_HCL_SYNTAX_PARSER_H_
#define ROLECALL_HCL_SYNTAX_PARSER_H_

#include <optional>
#include <string>
#include <string_view>

#include "diag/diagnostic.h"
#include "hcl/syntax/tree.h"

namespace rolecall::hcl {

inline constexpr std::size_t kMaxSourceBytes = 64u << 20;
inline constexpr int kMaxNesting = 250;  // brackets, blocks, templates, operators' operands
inline constexpr int kMaxHeight = 500;   // of an expression's tree: bounds chains such as 1+1+1+…

// `name` is how the user would write the file's name; it appears in diagnostics.
File ParseFile(std::string name, std::string text, diag::Diagnostics& diagnostics);

// One expression and nothing after it. `start` is where the text stands in the file (for a part of a larger text).
ParsedExpression ParseExpression(std::string name, std::string text, diag::Diagnostics& diagnostics,
                                 diag::Position start = {});

// True if the text ends inside of brackets, a template or a heredoc, so that another line may complete it.
bool IsUnfinished(std::string_view text);

// A template without quotes around it, as in a template file: `Hello ${name}`.
ParsedExpression ParseTemplate(std::string name, std::string text, diag::Diagnostics& diagnostics,
                               diag::Position start = {});

// Static views of expressions, for arguments that are not evaluated (depends_on, ignore_changes, providers, moved…).

// A traversal (also out of a JSON string). Nothing, with a diagnostic, if the expression is not one.
std::optional<Traversal> AsTraversal(const Expression& expression, diag::Diagnostics& diagnostics);
// The same, where references used to be written in quotes ("aws_iam_role.a"): those work too, with a warning.
std::optional<Traversal> AsMaybeQuotedTraversal(const Expression& expression, diag::Diagnostics& diagnostics);
// The same without diagnostic.
std::optional<Traversal> TryTraversal(const Expression& expression);
// A lone name: `all`, `string`. Empty if it is not one.
std::string AsKeyword(const Expression& expression);
// The items of a tuple constructor. Nothing, with a diagnostic, if it is not one.
std::optional<std::vector<const Expression*>> AsStaticList(const Expression& expression,
                                                           diag::Diagnostics& diagnostics);
// The items of an object constructor.
struct StaticPair {
  const Expression* key;
  const Expression* value;
};
std::optional<std::vector<StaticPair>> AsStaticMap(const Expression& expression, diag::Diagnostics& diagnostics);
// A function call.
const CallExpression* AsCall(const Expression& expression);

// Whether the text is one identifier, as the language has them (Unicode letters, digits, '_' and '-').
bool IsValidIdentifier(std::string_view text);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_SYNTAX_PARSER_H_
