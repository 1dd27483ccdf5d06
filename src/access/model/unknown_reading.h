// A policy of which parts are not known (partial_document.h), read so that it gives as much, or as little, as it can.
//
//   const policy::Document most = ReadUnknown(document, kind, Reading::kMost, about);
//   const policy::Document least = ReadUnknown(document, kind, Reading::kLeast, about);
//
// kMost: what is not known allows whatever it can and forbids nothing; kLeast: the other way round. What kLeast allows
// is allowed for certain, what kMost does not allow is denied for certain; between the two nobody can say. A
// placeholder that the question itself has is no unknown: on both sides it stands for the same thing. Pure.
#ifndef ROLECALL_ACCESS_MODEL_UNKNOWN_READING_H_
#define ROLECALL_ACCESS_MODEL_UNKNOWN_READING_H_

#include <string>
#include <vector>

#include "access/model/policy_document.h"
#include "policy/decide/request.h"
#include "policy/document/document.h"

namespace rolecall::access {

enum class Reading { kAsWritten, kMost, kLeast };

// Who asks, and what for.
struct UnknownsAbout {
  std::vector<std::string> same;            // names of placeholders that the question has (PlaceholderNames)
  std::string provider_arn;                 // of a token; empty: there is none
  const policy::Context* caller = nullptr;  // values with placeholders decide no condition; may be null
};

// Names of the placeholders in what is known of the question.
UnknownsAbout AboutQuestion(const std::vector<std::string>& texts, const policy::Context* caller);

// Whether readings can differ: something in the document or in the caller's keys is not known.
bool HasUnknowns(const PolicyDocument& document, const UnknownsAbout& about);

// A malformed document is empty.
policy::Document ReadUnknown(const PolicyDocument& document, policy::DocumentKind kind, Reading reading,
                             const UnknownsAbout& about);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_UNKNOWN_READING_H_
