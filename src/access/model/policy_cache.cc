#include "access/model/policy_cache.h"

namespace rolecall::access {

Result<PolicyCache::Compiled> CompileDocument(const PolicyDocument& document, policy::DocumentKind kind) {
  policy::ParsedDocument parsed = policy::Parse(document.text, kind);
  if (parsed.malformed) {
    return Error{ErrorCode::kInvalidArgument,
                 document.name + " is malformed: " + parsed.malformed->message + " " + parsed.malformed->detail};
  }
  return policy::Compile(std::move(parsed.document), document.name);
}

const PolicyCache::Entry& PolicyCache::Find(const PolicyDocument& document, policy::DocumentKind kind) {
  auto& texts = entries_[kind];
  const auto found = texts.find(document.text);
  if (found != texts.end()) return found->second;
  Result<Compiled> compiled = CompileDocument(document, kind);
  Entry entry;
  if (compiled.ok()) entry.compiled = *compiled;
  if (!compiled.ok()) entry.why = compiled.error().message;
  ++count_;
  return texts.emplace(document.text, std::move(entry)).first->second;
}

void PolicyCache::Clear() {
  entries_.clear();
  count_ = 0;
}

PolicyCache::Compiled PolicyCache::Get(const PolicyDocument& document, policy::DocumentKind kind) {
  return Find(document, kind).compiled;
}

std::string PolicyCache::Why(const PolicyDocument& document, policy::DocumentKind kind) {
  return Find(document, kind).why;
}

}  // namespace rolecall::access
