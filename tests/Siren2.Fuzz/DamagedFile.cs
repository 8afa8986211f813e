using Siren2.Core.Tests.Audio;

namespace Siren2.Fuzz;

/// <summary>A damaged file as readers meet it.</summary>
internal static class DamagedFile
{
    /// <summary>Three times out of four a stream that can seek, else a pipe.</summary>
    public static Stream Open(byte[] bytes, Random random) =>
        random.Next(4) == 0 ? new ForwardOnlyStream(bytes, random.Next(1, 5000)) : new MemoryStream(bytes, writable: false);
}
