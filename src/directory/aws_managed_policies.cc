#include "directory/aws_managed_policies.h"

#include "crypto/digest.h"

namespace rolecall::directory {
namespace {

// Actions are a list as JSON writes it, without its brackets; NotAction with a leading '!'.
struct BuiltIn {
  const char* path;
  const char* name;
  const char* description;
  const char* actions;
};

// Differs from AWS: each is one statement over all resources; AWS's own restrict some actions further.
constexpr BuiltIn kBuiltIn[] = {
    {"/", "AdministratorAccess", "Provides full access to AWS services and resources.", R"("*")"},
    {"/", "PowerUserAccess", "Provides full access to AWS services and resources, but not to users and groups.",
     R"(!"iam:*","organizations:*","account:*")"},
    {"/", "ReadOnlyAccess", "Provides read-only access to AWS services and resources.",
     R"("iam:Get*","iam:List*","iam:Generate*","iam:Simulate*","sts:GetCallerIdentity","sts:GetAccessKeyInfo","s3:Get*","s3:List*","secretsmanager:List*","secretsmanager:Describe*","secretsmanager:GetResourcePolicy","ec2:Describe*","eks:Describe*","eks:List*","ecr:Get*","ecr:List*","ecr:Describe*","ecr:BatchGet*","ecr:BatchCheck*","route53:Get*","route53:List*","logs:Describe*","logs:Get*","cloudwatch:Get*","cloudwatch:List*","cloudwatch:Describe*","kms:List*","kms:Describe*")"},
    {"/", "SecurityAudit", "Grants access to read security configuration metadata.",
     R"("iam:Get*","iam:List*","iam:Generate*","s3:GetBucket*","s3:ListAllMyBuckets","secretsmanager:DescribeSecret","secretsmanager:GetResourcePolicy","secretsmanager:ListSecrets")"},
    {"/job-function/", "ViewOnlyAccess", "Grants permissions to view resources and basic metadata.",
     R"("iam:List*","iam:Get*Summary","s3:ListAllMyBuckets","s3:ListBucket","secretsmanager:ListSecrets","ec2:Describe*","eks:List*")"},
    {"/", "IAMFullAccess", "Provides full access to IAM.", R"("iam:*")"},
    {"/", "IAMReadOnlyAccess", "Provides read only access to IAM.",
     R"("iam:GenerateCredentialReport","iam:GenerateServiceLastAccessedDetails","iam:Get*","iam:List*","iam:SimulateCustomPolicy","iam:SimulatePrincipalPolicy")"},
    {"/", "IAMUserChangePassword", "Provides the ability for an IAM user to change their own password.",
     R"("iam:ChangePassword","iam:GetAccountPasswordPolicy")"},
    {"/", "SecretsManagerReadWrite", "Provides read and write access to Secrets Manager.", R"("secretsmanager:*")"},
    {"/", "AmazonS3FullAccess", "Provides full access to all buckets.", R"("s3:*","s3-object-lambda:*")"},
    {"/", "AmazonS3ReadOnlyAccess", "Provides read only access to all buckets.",
     R"("s3:Get*","s3:List*","s3:Describe*","s3-object-lambda:Get*","s3-object-lambda:List*")"},
    {"/", "AmazonEC2FullAccess", "Provides full access to Amazon EC2.",
     R"("ec2:*","elasticloadbalancing:*","cloudwatch:*","autoscaling:*")"},
    {"/", "AmazonEC2ReadOnlyAccess", "Provides read only access to Amazon EC2.",
     R"("ec2:Describe*","elasticloadbalancing:Describe*","cloudwatch:Describe*","autoscaling:Describe*")"},
    {"/", "AmazonRoute53FullAccess", "Provides full access to all Amazon Route 53.",
     R"("route53:*","route53domains:*")"},
    {"/", "AmazonDynamoDBFullAccess", "Provides full access to Amazon DynamoDB.", R"("dynamodb:*")"},
    {"/", "AmazonSQSFullAccess", "Provides full access to Amazon SQS.", R"("sqs:*")"},
    {"/", "AmazonSNSFullAccess", "Provides full access to Amazon SNS.", R"("sns:*")"},
    {"/", "CloudWatchLogsFullAccess", "Provides full access to CloudWatch Logs.", R"("logs:*")"},
    {"/", "CloudWatchAgentServerPolicy", "Permissions required to use the CloudWatch agent on servers.",
     R"("cloudwatch:PutMetricData","ec2:DescribeVolumes","ec2:DescribeTags","logs:PutLogEvents","logs:DescribeLogStreams","logs:DescribeLogGroups","logs:CreateLogStream","logs:CreateLogGroup","xray:PutTraceSegments")"},
    {"/", "AmazonSSMManagedInstanceCore", "Enables AWS Systems Manager service core functionality.",
     R"("ssm:DescribeAssociation","ssm:GetDocument","ssm:GetParameter","ssm:GetParameters","ssm:ListAssociations","ssm:PutInventory","ssm:UpdateInstanceInformation","ssmmessages:*","ec2messages:*")"},
    {"/", "AmazonEKSClusterPolicy", "Provides Kubernetes the permissions it requires to manage resources.",
     R"("autoscaling:DescribeAutoScalingGroups","autoscaling:UpdateAutoScalingGroup","ec2:AttachVolume","ec2:AuthorizeSecurityGroupIngress","ec2:CreateRoute","ec2:CreateSecurityGroup","ec2:CreateTags","ec2:CreateVolume","ec2:DeleteRoute","ec2:DeleteSecurityGroup","ec2:DeleteVolume","ec2:Describe*","ec2:DetachVolume","ec2:ModifyInstanceAttribute","ec2:ModifyVolume","ec2:RevokeSecurityGroupIngress","elasticloadbalancing:*","kms:DescribeKey")"},
    {"/", "AmazonEKSServicePolicy", "Allows Amazon EKS to create and manage clusters.",
     R"("ec2:CreateNetworkInterface","ec2:DeleteNetworkInterface","ec2:Describe*","eks:UpdateClusterVersion","route53:AssociateVPCWithHostedZone","logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents")"},
    {"/", "AmazonEKSVPCResourceController", "Used by the VPC resource controller.",
     R"("ec2:UpdateNetworkInterfacePermission","ec2:CreateNetworkInterface","ec2:DetachNetworkInterface","ec2:ModifyNetworkInterfaceAttribute","ec2:DeleteNetworkInterface","ec2:AttachNetworkInterface","ec2:UnassignPrivateIpAddresses","ec2:AssignPrivateIpAddresses")"},
    {"/", "AmazonEKSWorkerNodePolicy", "Allows Amazon EKS worker nodes to connect to Amazon EKS clusters.",
     R"("ec2:Describe*","eks:DescribeCluster","eks-auth:AssumeRoleForPodIdentity")"},
    {"/", "AmazonEKS_CNI_Policy",
     "Provides the Amazon VPC CNI plugin the permissions it requires.", R"("ec2:AssignPrivateIpAddresses","ec2:AttachNetworkInterface","ec2:CreateNetworkInterface","ec2:DeleteNetworkInterface","ec2:DescribeInstances","ec2:DescribeTags","ec2:DescribeNetworkInterfaces","ec2:DescribeInstanceTypes","ec2:DescribeSubnets","ec2:DetachNetworkInterface","ec2:ModifyNetworkInterfaceAttribute","ec2:UnassignPrivateIpAddresses","ec2:CreateTags")"},
    {"/", "AmazonEC2ContainerRegistryReadOnly", "Provides read-only access to Amazon ECR repositories.",
     R"("ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:GetRepositoryPolicy","ecr:DescribeRepositories","ecr:ListImages","ecr:DescribeImages","ecr:BatchGetImage","ecr:GetLifecyclePolicy","ecr:ListTagsForResource","ecr:DescribeImageScanFindings")"},
    {"/", "AmazonEC2ContainerRegistryPowerUser", "Provides full access to Amazon ECR repositories, but no deletion.",
     R"("ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:GetRepositoryPolicy","ecr:DescribeRepositories","ecr:ListImages","ecr:DescribeImages","ecr:BatchGetImage","ecr:GetLifecyclePolicy","ecr:ListTagsForResource","ecr:DescribeImageScanFindings","ecr:InitiateLayerUpload","ecr:UploadLayerPart","ecr:CompleteLayerUpload","ecr:PutImage")"},
    {"/", "AmazonEC2ContainerRegistryFullAccess", "Provides administrative access to Amazon ECR.", R"("ecr:*")"},
    {"/", "AmazonEC2ContainerRegistryPullOnly", "Provides access to pull images from Amazon ECR.",
     R"("ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:BatchGetImage","ecr:BatchImportUpstreamImage")"},
    {"/", "ElasticLoadBalancingFullAccess", "Provides full access to Elastic Load Balancing.",
     R"("elasticloadbalancing:*","ec2:Describe*")"},
    {"/service-role/", "AWSLambdaBasicExecutionRole", "Provides write permissions to CloudWatch Logs.",
     R"("logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents")"},
    {"/service-role/", "AWSLambdaVPCAccessExecutionRole", "Permissions for a Lambda function within a VPC.",
     R"("logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents","ec2:CreateNetworkInterface","ec2:DescribeNetworkInterfaces","ec2:DescribeSubnets","ec2:DeleteNetworkInterface","ec2:AssignPrivateIpAddresses","ec2:UnassignPrivateIpAddresses")"},
    {"/service-role/", "AmazonEBSCSIDriverPolicy", "Allows the EBS CSI driver to manage volumes.",
     R"("ec2:CreateSnapshot","ec2:AttachVolume","ec2:DetachVolume","ec2:ModifyVolume","ec2:Describe*","ec2:CreateTags","ec2:DeleteTags","ec2:CreateVolume","ec2:DeleteVolume","ec2:DeleteSnapshot","ec2:EnableFastSnapshotRestores")"},
    {"/service-role/", "AmazonEFSCSIDriverPolicy", "Allows the EFS CSI driver to manage access points.",
     R"("elasticfilesystem:DescribeAccessPoints","elasticfilesystem:DescribeFileSystems","elasticfilesystem:DescribeMountTargets","elasticfilesystem:CreateAccessPoint","elasticfilesystem:TagResource","elasticfilesystem:DeleteAccessPoint","ec2:DescribeAvailabilityZones")"},
    {"/service-role/", "AmazonECSTaskExecutionRolePolicy",
     "Provides access to other resources to run Amazon ECS tasks.",
     R"("ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:BatchGetImage","logs:CreateLogStream","logs:PutLogEvents")"},
    {"/service-role/", "AmazonEC2RoleforSSM", "Permissions for EC2 instances to use Systems Manager.",
     R"("ssm:*","ssmmessages:*","ec2messages:*","cloudwatch:PutMetricData","ec2:DescribeInstanceStatus")"},
};

std::string DocumentText(std::string_view actions) {
  const bool negated = !actions.empty() && actions[0] == '!';
  if (negated) actions.remove_prefix(1);
  std::string text = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)";
  text.append(negated ? "\"NotAction\":[" : "\"Action\":[").append(actions);
  return text += R"(],"Resource":"*"}]})";
}

// Always the same for the same name.
std::string UniqueId(std::string_view name) {
  std::string id = "ANPA";
  for (unsigned char byte : crypto::Sha256(name).substr(0, 17)) id += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte & 31];
  return id;
}

}  // namespace

std::vector<ManagedPolicy> AwsManagedPolicies() {
  const Time created = FromUnixSeconds(1423161600);  // 2015-02-05, as most of AWS's own
  std::vector<ManagedPolicy> policies;
  for (const BuiltIn& built_in : kBuiltIn) {
    ManagedPolicy policy;
    policy.account = "aws";
    policy.name = built_in.name;
    policy.path = built_in.path;
    policy.id = UniqueId(built_in.name);
    policy.description = built_in.description;
    policy.created = policy.updated = created;
    policy.versions.push_back(PolicyVersion{
        1, MakeStoredPolicy(DocumentText(built_in.actions), policy::DocumentKind::kIdentity, policy.arn()), created});
    policies.push_back(std::move(policy));
  }
  return policies;
}

}  // namespace rolecall::directory
