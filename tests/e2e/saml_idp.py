"""A SAML identity provider of the standard library and openssl: metadata.xml, response.b64 and hostile ones in WORK.

Usage: saml_idp.py WORK ACCOUNT. What is signed is canonicalized by Python's own C14N, so that the plane's is held
against another.
"""
import base64
import datetime
import hashlib
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

WORK, ACCOUNT = sys.argv[1:]
ENTITY = "http://idp.example.com/exk1"
DS = "http://www.w3.org/2000/09/xmldsig#"
NOW = datetime.datetime.now(datetime.timezone.utc)
os.chdir(WORK)
subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "idp.key", "-out", "idp.crt",
                "-days", "2", "-subj", "/CN=idp"], check=True, capture_output=True)
CERTIFICATE = "".join(open("idp.crt").read().split("-----")[2].split())


def at(minutes):
    return (NOW + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def signature(element, element_id):
    """A Signature over an element's text, which declares all its namespaces itself."""
    digest = hashlib.sha256(ElementTree.canonicalize(element).encode()).digest()
    info = f'''<ds:SignedInfo xmlns:ds="{DS}">
      <ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
      <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
      <ds:Reference URI="#{element_id}"><ds:Transforms><ds:Transform Algorithm="{DS}enveloped-signature"/>
        <ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms>
        <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <ds:DigestValue>{base64.b64encode(digest).decode()}</ds:DigestValue></ds:Reference>
    </ds:SignedInfo>'''
    open("info", "w").write(ElementTree.canonicalize(info))
    value = subprocess.run(["openssl", "dgst", "-sha256", "-sign", "idp.key", "info"], check=True, capture_output=True)
    lines = base64.encodebytes(value.stdout).decode()
    return f'<ds:Signature xmlns:ds="{DS}">{info}<ds:SignatureValue>{lines}</ds:SignatureValue></ds:Signature>'


def assertion(subject, element_id="id2"):
    role = f"arn:aws:iam::{ACCOUNT}:saml-provider/idp,arn:aws:iam::{ACCOUNT}:role/people"
    attribute = '<saml2:Attribute Name="https://aws.amazon.com/SAML/Attributes/{}"><saml2:AttributeValue xsi:type="xs:string">{}</saml2:AttributeValue></saml2:Attribute>'
    return f'''<saml2:Assertion Version="2.0" IssueInstant="{at(0)}" ID="{element_id}"
      xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">
    <saml2:Issuer>{ENTITY}</saml2:Issuer><saml2:Subject>
      <saml2:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{subject}</saml2:NameID>
      <saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
        <saml2:SubjectConfirmationData Recipient="https://signin.aws.amazon.com/saml" NotOnOrAfter="{at(5)}"/>
      </saml2:SubjectConfirmation></saml2:Subject>
    <saml2:Conditions NotBefore="{at(-5)}" NotOnOrAfter="{at(5)}"><saml2:AudienceRestriction>
      <saml2:Audience>urn:amazon:webservices</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>
    <saml2:AttributeStatement>{attribute.format("Role", role)}{attribute.format("RoleSessionName", "ann@example.com")}
    </saml2:AttributeStatement></saml2:Assertion>'''


def signed(subject):
    plain = assertion(subject)
    return plain.replace("</saml2:Issuer>", "</saml2:Issuer>" + signature(plain, "id2"))


def save(name, content):
    response = f'''<?xml version="1.0" encoding="UTF-8"?>
<saml2p:Response ID="id1" Version="2.0" xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <saml2p:Status><saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></saml2p:Status>
  {content}
</saml2p:Response>'''
    open(name, "w").write(base64.b64encode(response.encode()).decode())


open("metadata.xml", "w").write(f'''<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ENTITY}">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="{DS}"><ds:X509Data>
      <ds:X509Certificate>{CERTIFICATE}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>''')
good = signed("ann &amp; bob &lt;x&gt;")
save("response.b64", good)
save("changed.b64", good.replace("ann &amp;", "eve &amp;"))
save("unsigned.b64", assertion("ann"))
save("wrapped.b64", assertion("eve", "id3") + good)
