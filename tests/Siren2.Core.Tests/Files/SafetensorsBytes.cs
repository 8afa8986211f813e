using Siren2.Core.Tests.Audio;

namespace Siren2.Core.Tests.Files;

/// <summary>Safetensors files made by hand, so that the header can lie.</summary>
internal static class SafetensorsBytes
{
    public static byte[] File(string header, params byte[] data) => File(System.Text.Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(byte[] header, params byte[] data) =>
        [.. WaveBytes.Bytes((ulong)header.Length), .. header, .. data];

    /// <summary>A header of one tensor called <c>a</c>.</summary>
    public static string One(string type, string shape, string offsets) =>
        $$$"""{"a":{"dtype":"{{{type}}}","shape":{{{shape}}},"data_offsets":{{{offsets}}}}}""";
}
