// The operations of KMS, by family of files. Each takes the call and its input and answers JSON, or refuses; each
// authorizes before it tells anything.
#ifndef ROLECALL_SERVICES_KMS_OPERATIONS_H_
#define ROLECALL_SERVICES_KMS_OPERATIONS_H_

#include <boost/json/object.hpp>

#include "services/call.h"
#include "services/checked.h"
#include "services/json_input.h"

namespace rolecall::services::kms {

using Answer = Checked<boost::json::object>;

// create_key.cc
Answer CreateKey(Call& call, JsonInput& input);
// describe.cc
Answer DescribeKey(Call& call, JsonInput& input);
Answer ListKeys(Call& call, JsonInput& input);
Answer UpdateKeyDescription(Call& call, JsonInput& input);
// state.cc
Answer EnableKey(Call& call, JsonInput& input);
Answer DisableKey(Call& call, JsonInput& input);
Answer ScheduleKeyDeletion(Call& call, JsonInput& input);
Answer CancelKeyDeletion(Call& call, JsonInput& input);
// aliases.cc
Answer CreateAlias(Call& call, JsonInput& input);
Answer UpdateAlias(Call& call, JsonInput& input);
Answer DeleteAlias(Call& call, JsonInput& input);
Answer ListAliases(Call& call, JsonInput& input);
// policies.cc
Answer GetKeyPolicy(Call& call, JsonInput& input);
Answer PutKeyPolicy(Call& call, JsonInput& input);
Answer ListKeyPolicies(Call& call, JsonInput& input);
// tags.cc
Answer TagResource(Call& call, JsonInput& input);
Answer UntagResource(Call& call, JsonInput& input);
Answer ListResourceTags(Call& call, JsonInput& input);
// rotation.cc
Answer EnableKeyRotation(Call& call, JsonInput& input);
Answer DisableKeyRotation(Call& call, JsonInput& input);
Answer GetKeyRotationStatus(Call& call, JsonInput& input);
Answer RotateKeyOnDemand(Call& call, JsonInput& input);
Answer ListKeyRotations(Call& call, JsonInput& input);
// grants.cc, list_grants.cc
Answer CreateGrant(Call& call, JsonInput& input);
Answer RetireGrant(Call& call, JsonInput& input);
Answer RevokeGrant(Call& call, JsonInput& input);
Answer ListGrants(Call& call, JsonInput& input);
Answer ListRetirableGrants(Call& call, JsonInput& input);
// encrypt.cc
Answer Encrypt(Call& call, JsonInput& input);
Answer Decrypt(Call& call, JsonInput& input);
Answer ReEncrypt(Call& call, JsonInput& input);
// data_keys.cc
Answer GenerateDataKey(Call& call, JsonInput& input);
Answer GenerateDataKeyWithoutPlaintext(Call& call, JsonInput& input);
Answer GenerateRandom(Call& call, JsonInput& input);
// macs.cc
Answer GenerateMac(Call& call, JsonInput& input);
Answer VerifyMac(Call& call, JsonInput& input);

}  // namespace rolecall::services::kms

#endif  // ROLECALL_SERVICES_KMS_OPERATIONS_H_
