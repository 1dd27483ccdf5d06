// What the engine saw while it decided: for explain and simulate -explain.
//
// The engine decides with and without a sink by the same code; with one it looks at every statement to the end and
// reports each, in the order of the documents.
#ifndef ROLECALL_POLICY_DECIDE_TRACE_H_
#define ROLECALL_POLICY_DECIDE_TRACE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/document/document.h"

namespace rolecall::policy {

enum class Layer : std::uint8_t { kIdentity, kResource, kBoundary, kSession, kScp, kRcp, kEndpoint };
constexpr std::size_t kLayerCount = 7;
// "identity", "resource", …: the names of `simulate`.
std::string_view LayerName(Layer layer);

class CompiledPolicy;

// One statement of one policy among the inputs.
struct StatementPlace {
  Layer layer = Layer::kIdentity;
  std::uint32_t level = 0;   // SCP and RCP: which organisation level
  std::uint32_t policy = 0;  // index within the layer (or level)
  std::uint32_t statement = 0;
  const CompiledPolicy* compiled = nullptr;
};

// Why an element matched or not.
struct ElementTrace {
  bool present = false;  // the element is written in the statement
  bool matched = true;
  std::string note;       // empty, or a sentence: "NotAction lists it"
  std::string uncertain;  // empty, or what AWS leaves open here and how it was read
};

struct ConditionTrace {
  std::string operator_text, key;
  std::vector<std::string> expected;  // variables filled in where they have a value
  bool key_present = false;
  std::vector<std::string> actual;
  bool matched = false;
  std::string note;  // "the key is absent", "scalar operator on a multivalued key"
  Span span;         // of the key in the document
};

struct StatementTrace {
  StatementPlace place;
  ElementTrace principal, action, resource;
  std::vector<ConditionTrace> conditions;
  bool matched = false;
};

class TraceSink {
 public:
  virtual ~TraceSink() = default;
  virtual void OnStatement(StatementTrace trace) = 0;
};

// Keeps them all.
class TraceList final : public TraceSink {
 public:
  void OnStatement(StatementTrace trace) override { statements.push_back(std::move(trace)); }
  std::vector<StatementTrace> statements;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_TRACE_H_
