// A second evaluator of policies: slow and simple, written from the description of the semantics and not from the
// engine. The property test puts random questions to both. It shares only the parsed document (texts and places) and
// the facts of the request: no matching, no parsing of values, no table of operators.
#ifndef ROLECALL_TESTS_SUPPORT_POLICY_MODEL_H_
#define ROLECALL_TESTS_SUPPORT_POLICY_MODEL_H_

#include <optional>
#include <string>
#include <vector>

#include "policy/decide/engine.h"
#include "policy/decide/request.h"
#include "policy/document/document.h"

namespace rolecall::policy::testing {

struct ModelInputs {
  std::vector<Document> identity;
  std::optional<Document> boundary;
  std::optional<std::vector<Document>> session;
  std::optional<Document> resource;
  std::vector<std::vector<Document>> scps, rcps;
  std::optional<Document> endpoint;
};

Outcome ModelDecide(const ModelInputs& inputs, const Request& request);

// Whether one condition holds in a statement of that effect.
bool ModelConditionHolds(const Condition& condition, Version version, Effect effect, const Context& context);

// ASCII lower case.
std::string ModelLower(std::string text);

// The entry of a key in any case, or null.
const Context::Entry* ModelFind(const std::string& key, const Context& context);

// Glob of a text in which the wildcards are given by position.
struct ModelPattern {
  std::string text;
  std::vector<bool> wild;  // per character: `*` or `?` is a wildcard, not itself
};
bool ModelGlob(const ModelPattern& pattern, const std::string& text);

// Fills in variables. Nothing if one has no value.
std::optional<ModelPattern> ModelExpand(const std::string& text, bool globs, Version version, const Context& context);

}  // namespace rolecall::policy::testing

#endif  // ROLECALL_TESTS_SUPPORT_POLICY_MODEL_H_
