namespace PerfLab.Sealing.Packages.Ntlm;

/// <summary>How much of the session key goes into the sealing keys (MS-NLMP section 3.4.5.3). The value is in bytes.</summary>
public enum NtlmKeyStrength
{
    /// <summary>Neither NTLMSSP_NEGOTIATE_128 nor _56.</summary>
    Bits40 = 5,

    /// <summary>NTLMSSP_NEGOTIATE_56.</summary>
    Bits56 = 7,

    /// <summary>NTLMSSP_NEGOTIATE_128.</summary>
    Bits128 = 16,
}
