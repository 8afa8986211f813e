using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Siren2.Files;

/// <summary>A hash of lists: each goes in with its length, so that none runs into the next.</summary>
internal sealed class Digest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(params ReadOnlySpan<double> numbers) => Append(MemoryMarshal.AsBytes(numbers));

    /// <summary>Adds samples, ended within one block of them.</summary>
    public void Add(ReadOnlySpan<float> samples, CancellationToken stop = default)
    {
        // The bytes of the longest channels are more than a span can have.
        const int Block = 1 << 20;
        Add((double)samples.Length);
        for (int start = 0; start < samples.Length; start += Block)
        {
            stop.ThrowIfCancellationRequested();
            Append(MemoryMarshal.AsBytes(samples.Slice(start, Math.Min(Block, samples.Length - start))));
        }
    }

    public void Add(string text) => Append(System.Text.Encoding.UTF8.GetBytes(text));

    public byte[] Finish() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(BitConverter.GetBytes(bytes.Length));
        _hash.AppendData(bytes);
    }
}
