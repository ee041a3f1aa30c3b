// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/certificatewords.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QSslCertificate>
#include <QSslError>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Certificate", text);
}

QString instant(const QDateTime &time)
{
    return time.toUTC().toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s);
}

QString namesOf(const QSslCertificate &certificate)
{
    QStringList names = certificate.subjectAlternativeNames().values();
    if (names.isEmpty())
        names = certificate.subjectInfo(QSslCertificate::CommonName);
    names.sort();
    return names.isEmpty() ? tr("nobody") : names.join(u", "_s);
}

} // namespace

QString certificateFault(const QSslError &fault, const QString &name)
{
    const QSslCertificate certificate = fault.certificate();
    switch (fault.error()) {
    case QSslError::CertificateExpired:
        return tr("It expired on %1.").arg(instant(certificate.expiryDate()));
    case QSslError::CertificateNotYetValid:
        return tr("It is not valid before %1.").arg(instant(certificate.effectiveDate()));
    case QSslError::HostNameMismatch:
        return tr("It is for %1, not for %2.").arg(namesOf(certificate), name);
    case QSslError::SelfSignedCertificate:
        return tr("It is signed by itself, and not one that is trusted.");
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::CertificateUntrusted:
        return tr("It comes from an authority that is not trusted: %1.")
            .arg(certificate.issuerDisplayName());
    case QSslError::CertificateRevoked:
        return tr("It was revoked.");
    default:
        return fault.errorString() + u'.';
    }
}

QString certificateLines(const QSslCertificate &certificate)
{
    if (certificate.isNull())
        return {};
    const QByteArray fingerprint = certificate.digest(QCryptographicHash::Sha256).toHex(':');
    return QStringList{tr("Certificate for: %1").arg(certificate.subjectDisplayName()),
        tr("Names: %1").arg(namesOf(certificate)),
        tr("Issued by: %1").arg(certificate.issuerDisplayName()),
        tr("Valid from: %1").arg(instant(certificate.effectiveDate())),
        tr("Valid to: %1").arg(instant(certificate.expiryDate())),
        tr("SHA-256 fingerprint: %1").arg(QString::fromLatin1(fingerprint).toUpper())}
        .join(u'\n');
}

} // namespace hitlens
