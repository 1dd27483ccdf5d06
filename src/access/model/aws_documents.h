// The documents of AWS's managed policies as the model has documents: known offline, whatever was read.
//
//   if (const PolicyDocument* document = AwsDocument("arn:aws:iam::aws:policy/ReadOnlyAccess")) … document->text …
//
// Null: AWS has no such policy, as far as the program knows. A document that was asked for stays for as long as the
// program runs. Safe from any thread. For this folder only: ask the model.
#ifndef ROLECALL_ACCESS_MODEL_AWS_DOCUMENTS_H_
#define ROLECALL_ACCESS_MODEL_AWS_DOCUMENTS_H_

#include <string_view>

#include "access/model/policy_document.h"

namespace rolecall::access {

const PolicyDocument* AwsDocument(std::string_view arn);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_AWS_DOCUMENTS_H_
