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
constexpr BuiltIn kBuiltIn[] =
    {
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
        {"/", "AmazonEC2ContainerRegistryPowerUser",
         "Provides full access to Amazon ECR repositories, but no deletion.",
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
        {"/", "AWSXrayWriteOnlyAccess", "Write only access to AWS X-Ray.",
         R"("xray:PutTraceSegments","xray:PutTelemetryRecords","xray:GetSamplingRules","xray:GetSamplingTargets","xray:GetSamplingStatisticSummaries")"},
        {"/", "AWSXRayDaemonWriteAccess", "Lets the X-Ray daemon relay trace segments.",
         R"("xray:PutTraceSegments","xray:PutTelemetryRecords","xray:GetSamplingRules","xray:GetSamplingTargets","xray:GetSamplingStatisticSummaries")"},
        {"/", "AmazonPrometheusRemoteWriteAccess", "Write only access to Amazon Managed Prometheus workspaces.",
         R"("aps:RemoteWrite")"},
        {"/", "AmazonPrometheusQueryAccess", "Runs queries against Amazon Managed Prometheus.",
         R"("aps:GetLabels","aps:GetMetricMetadata","aps:GetSeries","aps:QueryMetrics")"},
        {"/", "AmazonPrometheusFullAccess", "Full access to Amazon Managed Prometheus.", R"("aps:*")"},
        {"/", "CloudWatchFullAccess", "Provides full access to CloudWatch.",
         R"("autoscaling:Describe*","cloudwatch:*","logs:*","sns:*","iam:GetPolicy","iam:GetPolicyVersion","iam:GetRole","oam:ListSinks")"},
        {"/", "CloudWatchReadOnlyAccess", "Provides read only access to CloudWatch.",
         R"("autoscaling:Describe*","cloudwatch:Describe*","cloudwatch:Get*","cloudwatch:List*","logs:Get*","logs:List*","logs:StartQuery","logs:StopQuery","logs:Describe*","logs:TestMetricFilter","logs:FilterLogEvents","sns:Get*","sns:List*")"},
        {"/", "CloudWatchLogsReadOnlyAccess", "Provides read only access to CloudWatch Logs.",
         R"("logs:Describe*","logs:Get*","logs:List*","logs:StartQuery","logs:StopQuery","logs:TestMetricFilter","logs:FilterLogEvents")"},
        {"/", "AmazonSSMFullAccess", "Provides full access to AWS Systems Manager.",
         R"("cloudwatch:PutMetricData","ds:CreateComputer","ds:DescribeDirectories","ec2:DescribeInstanceStatus","logs:*","ssm:*","ec2messages:*")"},
        {"/", "AmazonSSMReadOnlyAccess", "Provides read only access to AWS Systems Manager.",
         R"("ssm:Describe*","ssm:Get*","ssm:List*")"},
        {"/", "AmazonRoute53ReadOnlyAccess", "Provides read only access to all Amazon Route 53.",
         R"("route53:Get*","route53:List*","route53:TestDNSAnswer")"},
        {"/", "AWSCloudMapFullAccess", "Provides full access to AWS Cloud Map.", R"("route53:GetHostedZone","route53:ListHostedZonesByName","route53:CreateHostedZone","route53:DeleteHostedZone","route53:ChangeResourceRecordSets","route53:CreateHealthCheck","route53:GetHealthCheck","route53:DeleteHealthCheck","route53:UpdateHealthCheck","ec2:DescribeVpcs","ec2:DescribeRegions","servicediscovery:*")"},
        {"/", "AmazonEKSComputePolicy", "Lets EKS Auto Mode create and manage nodes.",
         R"("ec2:CreateFleet","ec2:RunInstances","ec2:CreateLaunchTemplate","ec2:CreateTags","ec2:TerminateInstances","ec2:DeleteLaunchTemplate","ec2:Describe*","iam:AddRoleToInstanceProfile","iam:CreateInstanceProfile","iam:DeleteInstanceProfile","iam:GetInstanceProfile","iam:RemoveRoleFromInstanceProfile","iam:TagInstanceProfile","iam:PassRole","ssm:GetParameter","pricing:GetProducts")"},
        {"/", "AmazonEKSBlockStoragePolicy", "Lets EKS Auto Mode manage block storage.",
         R"("ec2:AttachVolume","ec2:DetachVolume","ec2:ModifyVolume","ec2:EnableFastSnapshotRestores","ec2:CreateVolume","ec2:CreateSnapshot","ec2:CreateTags","ec2:DeleteVolume","ec2:DeleteSnapshot","ec2:Describe*")"},
        {"/", "AmazonEKSLoadBalancingPolicy", "Lets EKS Auto Mode manage load balancers.",
         R"("elasticloadbalancing:*","ec2:Describe*","ec2:GetSecurityGroupsForVpc","ec2:CreateSecurityGroup","ec2:CreateTags","ec2:AuthorizeSecurityGroupIngress","ec2:RevokeSecurityGroupIngress","ec2:DeleteSecurityGroup","acm:ListCertificates","acm:DescribeCertificate","iam:ListServerCertificates","iam:GetServerCertificate","cognito-idp:DescribeUserPoolClient","waf-regional:*","wafv2:*","shield:*")"},
        {"/", "AmazonEKSNetworkingPolicy", "Lets EKS Auto Mode manage network interfaces.",
         R"("ec2:CreateNetworkInterface","ec2:CreateNetworkInterfacePermission","ec2:CreateTags","ec2:DeleteNetworkInterface","ec2:DetachNetworkInterface","ec2:AttachNetworkInterface","ec2:ModifyNetworkInterfaceAttribute","ec2:UnassignPrivateIpAddresses","ec2:UnassignIpv6Addresses","ec2:AssignPrivateIpAddresses","ec2:AssignIpv6Addresses","ec2:Describe*")"},
        {"/", "AmazonEKSWorkerNodeMinimalPolicy", "What an EKS worker node needs at least.",
         R"("eks-auth:AssumeRoleForPodIdentity")"},
        {"/", "AmazonEKSFargatePodExecutionRolePolicy",
         "Provides access to other resources to run EKS pods on Fargate.",
         R"("ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:BatchGetImage")"},
        {"/", "AmazonElasticFileSystemFullAccess", "Provides full access to Amazon EFS.",
         R"("elasticfilesystem:*","ec2:CreateNetworkInterface","ec2:DeleteNetworkInterface","ec2:Describe*","ec2:ModifyNetworkInterfaceAttribute","cloudwatch:DescribeAlarmsForMetric","cloudwatch:GetMetricData","kms:DescribeKey","kms:ListAliases")"},
        {"/", "AmazonElasticFileSystemReadOnlyAccess", "Provides read only access to Amazon EFS.",
         R"("elasticfilesystem:Describe*","elasticfilesystem:ListTagsForResource","ec2:Describe*","cloudwatch:DescribeAlarmsForMetric","cloudwatch:GetMetricData","kms:ListAliases")"},
        {"/", "AmazonElasticFileSystemClientFullAccess", "Root client access to Amazon EFS file systems.",
         R"("elasticfilesystem:ClientMount","elasticfilesystem:ClientRootAccess","elasticfilesystem:ClientWrite","elasticfilesystem:DescribeMountTargets")"},
        {"/", "AmazonElasticFileSystemClientReadWriteAccess",
         "Read and write client access to Amazon EFS file systems.",
         R"("elasticfilesystem:ClientMount","elasticfilesystem:ClientWrite","elasticfilesystem:DescribeMountTargets")"},
        {"/", "AmazonFSxFullAccess", "Provides full access to Amazon FSx.",
         R"("fsx:*","ds:DescribeDirectories","ec2:Describe*","ec2:GetSecurityGroupsForVpc","logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents","firehose:PutRecord")"},
        {"/", "AmazonFSxReadOnlyAccess", "Provides read only access to Amazon FSx.",
         R"("fsx:Describe*","fsx:ListTagsForResource")"},
        {"/", "AmazonVPCFullAccess", "Provides full access to Amazon VPC.", R"("ec2:*Vpc*","ec2:*Subnet*","ec2:*Route*","ec2:*Gateway*","ec2:*NetworkAcl*","ec2:*NetworkInterface*","ec2:*SecurityGroup*","ec2:*Address*","ec2:*Dhcp*","ec2:*FlowLogs*","ec2:*PrefixList*","ec2:*Vpn*","ec2:Describe*","ec2:CreateTags","ec2:DeleteTags","ec2:MoveAddressToVpc")"},
        {"/", "AmazonVPCReadOnlyAccess", "Provides read only access to Amazon VPC.",
         R"("ec2:Describe*","ec2:GetManagedPrefixListAssociations","ec2:GetManagedPrefixListEntries","ec2:SearchLocalGatewayRoutes")"},
        {"/", "AmazonDynamoDBReadOnlyAccess", "Provides read only access to Amazon DynamoDB.",
         R"("dynamodb:BatchGetItem","dynamodb:Describe*","dynamodb:Get*","dynamodb:List*","dynamodb:Query","dynamodb:Scan","dynamodb:PartiQLSelect")"},
        {"/", "AmazonSQSReadOnlyAccess", "Provides read only access to Amazon SQS.",
         R"("sqs:GetQueueAttributes","sqs:GetQueueUrl","sqs:ListDeadLetterSourceQueues","sqs:ListQueues","sqs:ListMessageMoveTasks","sqs:ListQueueTags")"},
        {"/", "AmazonSNSReadOnlyAccess", "Provides read only access to Amazon SNS.",
         R"("sns:GetTopicAttributes","sns:List*","sns:CheckIfPhoneNumberIsOptedOut","sns:GetEndpointAttributes","sns:GetDataProtectionPolicy","sns:GetPlatformApplicationAttributes","sns:GetSMSAttributes","sns:GetSMSSandboxAccountStatus","sns:GetSubscriptionAttributes")"},
        {"/", "AmazonKinesisFullAccess", "Provides full access to all Kinesis streams.", R"("kinesis:*")"},
        {"/", "AmazonKinesisReadOnlyAccess", "Provides read only access to all Kinesis streams.",
         R"("kinesis:Get*","kinesis:List*","kinesis:Describe*")"},
        {"/", "AmazonRDSFullAccess", "Provides full access to Amazon RDS.",
         R"("rds:*","application-autoscaling:*","cloudwatch:DescribeAlarms","cloudwatch:GetMetricStatistics","cloudwatch:PutMetricAlarm","cloudwatch:DeleteAlarms","cloudwatch:ListMetrics","cloudwatch:GetMetricData","ec2:Describe*","sns:ListSubscriptions","sns:ListTopics","sns:Publish","logs:DescribeLogStreams","logs:GetLogEvents","outposts:GetOutpostInstanceTypes","devops-guru:GetResourceCollection","pi:*")"},
        {"/", "AmazonRDSReadOnlyAccess", "Provides read only access to Amazon RDS.",
         R"("rds:Describe*","rds:ListTagsForResource","ec2:DescribeAccountAttributes","ec2:DescribeAvailabilityZones","ec2:DescribeInternetGateways","ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcAttribute","ec2:DescribeVpcs","cloudwatch:GetMetricStatistics","cloudwatch:ListMetrics","cloudwatch:GetMetricData","logs:DescribeLogStreams","logs:GetLogEvents")"},
        {"/", "AmazonElastiCacheFullAccess", "Provides full access to Amazon ElastiCache.", R"("elasticache:*")"},
        {"/", "AmazonMSKFullAccess", "Provides full access to Amazon MSK.",
         R"("kafka:*","ec2:DescribeSubnets","ec2:DescribeVpcs","ec2:DescribeSecurityGroups","ec2:DescribeRouteTables","ec2:DescribeVpcEndpoints","ec2:DescribeVpcAttribute","kms:DescribeKey","kms:CreateGrant","logs:*LogDelivery*","logs:PutResourcePolicy","logs:DescribeResourcePolicies","logs:DescribeLogGroups","S3:GetBucketPolicy","firehose:TagDeliveryStream")"},
        {"/", "AmazonMSKReadOnlyAccess", "Provides read only access to Amazon MSK.",
         R"("kafka:Describe*","kafka:List*","kafka:Get*","ec2:DescribeNetworkInterfaces","ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcs","kms:DescribeKey")"},
        {"/", "AmazonOpenSearchServiceFullAccess", "Provides full access to Amazon OpenSearch Service.", R"("es:*")"},
        {"/", "AmazonSESFullAccess", "Provides full access to Amazon SES.", R"("ses:*")"},
        {"/", "AmazonSESReadOnlyAccess", "Provides read only access to Amazon SES.",
         R"("ses:Get*","ses:List*","ses:BatchGetMetricData")"},
        {"/", "AmazonECS_FullAccess", "Provides administrative access to Amazon ECS.",
         R"("ecs:*","application-autoscaling:*","autoscaling:*","cloudwatch:*","elasticloadbalancing:*","ec2:Describe*","servicediscovery:*","logs:*","events:*")"},
        {"/", "AmazonElasticContainerRegistryPublicReadOnly", "Provides read only access to Amazon ECR Public.",
         R"("ecr-public:GetAuthorizationToken","ecr-public:BatchCheckLayerAvailability","ecr-public:GetRepositoryPolicy","ecr-public:DescribeRepositories","ecr-public:DescribeRegistries","ecr-public:DescribeImages","ecr-public:DescribeImageTags","ecr-public:GetRepositoryCatalogData","ecr-public:GetRegistryCatalogData","sts:GetServiceBearerToken")"},
        {"/", "AmazonElasticContainerRegistryPublicFullAccess", "Provides administrative access to Amazon ECR Public.",
         R"("ecr-public:*","sts:GetServiceBearerToken")"},
        {"/", "AWSCertificateManagerFullAccess", "Provides full access to AWS Certificate Manager.", R"("acm:*")"},
        {"/", "AWSCertificateManagerReadOnly", "Provides read only access to AWS Certificate Manager.",
         R"("acm:DescribeCertificate","acm:ListCertificates","acm:GetCertificate","acm:ListTagsForCertificate","acm:GetAccountConfiguration")"},
        {"/", "AWSPrivateCAFullAccess", "Provides full access to AWS Private CA.", R"("acm-pca:*")"},
        {"/", "AWSPrivateCAReadOnly", "Provides read only access to AWS Private CA.",
         R"("acm-pca:DescribeCertificateAuthority","acm-pca:DescribeCertificateAuthorityAuditReport","acm-pca:ListCertificateAuthorities","acm-pca:GetCertificateAuthorityCsr","acm-pca:GetCertificateAuthorityCertificate","acm-pca:GetCertificate","acm-pca:GetPolicy","acm-pca:ListPermissions","acm-pca:ListTags")"},
        {"/", "AWSKeyManagementServicePowerUser", "Provides access to AWS KMS, but not to key policies and grants.",
         R"("kms:CreateAlias","kms:CreateKey","kms:DeleteAlias","kms:Describe*","kms:GenerateRandom","kms:Get*","kms:List*","kms:TagResource","kms:UntagResource","iam:ListGroups","iam:ListRoles","iam:ListUsers")"},
        {"/", "AWSLambda_FullAccess", "Grants full access to AWS Lambda.",
         R"("lambda:*","logs:DescribeLogGroups","states:DescribeStateMachine","states:ListStateMachines","tag:GetResources","xray:GetTraceSummaries","xray:BatchGetTraces","ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcs","kms:ListAliases","iam:GetPolicy","iam:GetPolicyVersion","iam:GetRole","iam:GetRolePolicy","iam:ListAttachedRolePolicies","iam:ListRolePolicies","iam:ListRoles")"},
        {"/", "AWSLambda_ReadOnlyAccess", "Grants read only access to AWS Lambda.",
         R"("lambda:Get*","lambda:List*","logs:DescribeLogGroups","cloudwatch:GetMetricData","cloudwatch:ListMetrics","ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcs","kms:ListAliases","iam:GetPolicy","iam:GetPolicyVersion","iam:GetRole","iam:GetRolePolicy","iam:ListAttachedRolePolicies","iam:ListRolePolicies","iam:ListRoles","tag:GetResources")"},
        {"/", "AWSLambdaExecute", "Provides Put and Get access to S3 and full access to CloudWatch Logs.",
         R"("logs:*","s3:GetObject","s3:PutObject")"},
        {"/service-role/", "AWSLambdaRole", "Invokes AWS Lambda functions.", R"("lambda:InvokeFunction")"},
        {"/service-role/", "AWSLambdaSQSQueueExecutionRole", "Receives and deletes messages for a Lambda function.",
         R"("sqs:ReceiveMessage","sqs:DeleteMessage","sqs:GetQueueAttributes","logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents")"},
        {"/service-role/", "AWSLambdaDynamoDBExecutionRole", "Reads DynamoDB streams for a Lambda function.",
         R"("dynamodb:DescribeStream","dynamodb:GetRecords","dynamodb:GetShardIterator","dynamodb:ListStreams","logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents")"},
        {"/service-role/", "AWSLambdaKinesisExecutionRole", "Reads Kinesis streams for a Lambda function.",
         R"("kinesis:DescribeStream","kinesis:DescribeStreamSummary","kinesis:GetRecords","kinesis:GetShardIterator","kinesis:ListShards","kinesis:ListStreams","kinesis:SubscribeToShard","logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents")"},
        {"/", "AmazonBedrockFullAccess", "Provides full access to Amazon Bedrock.",
         R"("bedrock:*","kms:DescribeKey","iam:ListRoles","ec2:DescribeVpcs","ec2:DescribeSubnets","ec2:DescribeSecurityGroups")"},
        {"/", "AmazonBedrockReadOnly", "Provides read only access to Amazon Bedrock.",
         R"("bedrock:Get*","bedrock:List*")"},
        {"/", "AutoScalingFullAccess",
         "Provides full access to Auto Scaling.", R"("autoscaling:*","cloudwatch:PutMetricAlarm","ec2:DescribeAccountAttributes","ec2:DescribeAvailabilityZones","ec2:DescribeImages","ec2:DescribeInstanceAttribute","ec2:DescribeInstances","ec2:DescribeKeyPairs","ec2:DescribeLaunchTemplateVersions","ec2:DescribePlacementGroups","ec2:DescribeSecurityGroups","ec2:DescribeSpotInstanceRequests","ec2:DescribeSubnets","ec2:DescribeVpcClassicLink","elasticloadbalancing:DescribeLoadBalancers","elasticloadbalancing:DescribeTargetGroups")"},
        {"/", "AutoScalingReadOnlyAccess", "Provides read only access to Auto Scaling.", R"("autoscaling:Describe*")"},
        {"/", "AWSAppMeshFullAccess", "Provides full access to AWS App Mesh.", R"("appmesh:*")"},
        {"/", "AWSAppMeshEnvoyAccess", "Lets an Envoy proxy read its App Mesh configuration.",
         R"("appmesh:StreamAggregatedResources")"},
        {"/", "AWSMarketplaceMeteringRegisterUsage", "Registers the use of a product from AWS Marketplace.",
         R"("aws-marketplace:RegisterUsage")"},
        {"/", "AWSMarketplaceMeteringFullAccess", "Provides full access to AWS Marketplace metering.",
         R"("aws-marketplace:MeterUsage")"},
        {"/", "AmazonCognitoReadOnly", "Provides read only access to Amazon Cognito.",
         R"("cognito-identity:Describe*","cognito-identity:Get*","cognito-identity:List*","cognito-idp:Describe*","cognito-idp:AdminGet*","cognito-idp:AdminList*","cognito-idp:List*","cognito-idp:Get*","cognito-sync:Describe*","cognito-sync:Get*","cognito-sync:List*","iam:ListOpenIdConnectProviders","iam:ListRoles","sns:ListPlatformApplications")"},
        {"/", "AmazonCognitoPowerUser", "Provides administrative access to Amazon Cognito.",
         R"("cognito-identity:*","cognito-idp:*","cognito-sync:*","iam:ListRoles","iam:ListOpenIdConnectProviders","iam:GetRole","iam:ListSAMLProviders","iam:GetSAMLProvider","kinesis:ListStreams","lambda:GetPolicy","lambda:ListFunctions","sns:GetSMSSandboxAccountStatus","sns:ListPlatformApplications","ses:ListIdentities","ses:GetIdentityVerificationAttributes","mobiletargeting:GetApps","acm:ListCertificates")"},
        {"/", "AlexaForBusinessFullAccess", "Grants full access to AlexaForBusiness.", R"("a4b:*","kms:DescribeKey")"},
        {"/", "AWSSupportAccess", "Lets users open and read support cases.", R"("support:*")"},
        {"/", "AWSCloudTrail_ReadOnlyAccess", "Provides read only access to AWS CloudTrail.",
         R"("cloudtrail:Get*","cloudtrail:Describe*","cloudtrail:List*","cloudtrail:LookupEvents")"},
        {"/", "AWSCloudFormationFullAccess", "Provides full access to AWS CloudFormation.", R"("cloudformation:*")"},
        {"/", "AWSCloudFormationReadOnlyAccess", "Provides read only access to AWS CloudFormation.",
         R"("cloudformation:Describe*","cloudformation:EstimateTemplateCost","cloudformation:Get*","cloudformation:List*","cloudformation:ValidateTemplate","cloudformation:Detect*")"},
        {"/", "AWSStepFunctionsFullAccess", "Provides full access to AWS Step Functions.", R"("states:*")"},
        {"/", "AmazonEventBridgeFullAccess", "Provides full access to Amazon EventBridge.",
         R"("events:*","schemas:*","scheduler:*","pipes:*")"},
        {"/", "AmazonAthenaFullAccess", "Provides full access to Amazon Athena.",
         R"("athena:*","glue:BatchCreatePartition","glue:BatchDeletePartition","glue:BatchDeleteTable","glue:BatchGetPartition","glue:CreateDatabase","glue:CreatePartition","glue:CreateTable","glue:DeleteDatabase","glue:DeletePartition","glue:DeleteTable","glue:Get*","glue:UpdateDatabase","glue:UpdatePartition","glue:UpdateTable","s3:GetBucketLocation","s3:ListAllMyBuckets","sns:ListTopics","sns:GetTopicAttributes","lakeformation:GetDataAccess")"},
        {"/job-function/", "Billing", "Grants permissions for billing and cost management.",
         R"("aws-portal:*Billing","aws-portal:*Usage","budgets:*","ce:*","cur:*","billing:*","consolidatedbilling:*","freetier:*","invoicing:*","payments:*","pricing:*","purchase-orders:*","tax:*")"},
        {"/job-function/", "DatabaseAdministrator", "Grants access to the services that databases need.", R"("cloudwatch:*","dynamodb:*","elasticache:*","rds:*","redshift:*","ec2:Describe*","logs:DescribeLogStreams","logs:GetLogEvents","sns:Get*","sns:List*","sns:Publish","s3:GetObject*","s3:ListBucket","s3:GetBucketLocation","kinesis:*","lambda:ListFunctions","iam:ListRoles","iam:GetRole","kms:ListAliases")"},
        {"/job-function/", "NetworkAdministrator", "Grants access to the services that networks need.",
         R"("ec2:*Vpc*","ec2:*Subnet*","ec2:*Route*","ec2:*Gateway*","ec2:*NetworkAcl*","ec2:*NetworkInterface*","ec2:*SecurityGroup*","ec2:*Address*","ec2:Describe*","elasticloadbalancing:*","route53:*","route53domains:*","directconnect:*","cloudfront:ListDistributions","cloudwatch:DescribeAlarms","logs:DescribeLogGroups")"},
        {"/job-function/", "SupportUser", "Grants permissions to troubleshoot in an account.",
         R"("support:*","ec2:Describe*","iam:Get*","iam:List*","s3:List*","s3:GetBucket*","cloudwatch:Get*","cloudwatch:List*","cloudwatch:Describe*","logs:Describe*","logs:Get*","eks:Describe*","eks:List*","cloudtrail:LookupEvents","cloudtrail:Describe*")"},
        {"/job-function/", "SystemAdministrator", "Grants access to resources for application and development work.",
         R"("autoscaling:*","cloudtrail:Describe*","cloudtrail:Get*","cloudtrail:LookupEvents","cloudwatch:*","codecommit:*","codedeploy:*","codepipeline:*","config:*","ec2:*","elasticloadbalancing:*","events:*","iam:Get*","iam:List*","kms:Describe*","kms:List*","lambda:Get*","lambda:List*","logs:*","rds:Describe*","route53:Get*","route53:List*","s3:*","sns:*","sqs:*","ssm:*")"},
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
