using System.Numerics;

namespace Siren2.Onnx.Network;

/// <summary>How a signal is cut into overlapping chunks, and where these are joined. Lengths are in samples of the network's input.</summary>
internal sealed class ChunkPlan
{
    private readonly int _hop;
    private readonly int _overlap;
    private readonly int _signal;
    private readonly ChunkSizes _sizes;

    /// <summary>Cuts a signal of some length, at least 1.</summary>
    public ChunkPlan(int length, ChunkSizes sizes)
    {
        _signal = length;
        _sizes = sizes;
        _overlap = sizes.Overlap;
        _hop = sizes.Chunk - sizes.Overlap;
        Count = length <= sizes.Chunk ? 1 : 1 + ((length - sizes.Chunk + _hop - 1) / _hop);
    }

    /// <summary>Chunks.</summary>
    public int Count { get; }

    /// <summary>The first sample of a chunk, a multiple of <see cref="ChunkSizes.Step"/>.</summary>
    public int Start(int chunk) => chunk * _hop;

    /// <summary>Samples that the network is given, which may reach beyond the signal.</summary>
    public int Length(int chunk)
    {
        int rest = _signal - Start(chunk);
        return _sizes.IsFixed || rest >= _sizes.Chunk
            ? _sizes.Chunk
            : Math.Min(_sizes.Chunk, ChunkSizes.RoundUp(Math.Max(rest, _overlap), _sizes.Multiple));
    }

    /// <summary>
    /// Weights a chunk's output so that all add up to one: faded in and out, linearly, within the middle half of what it has in common with its neighbors,
    /// nothing beyond.
    /// </summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="perInput">Output samples per input sample.</param>
    /// <param name="output">Output of the chunk, <c>[samples]</c>.</param>
    public void Fade(int chunk, double perInput, Span<float> output)
    {
        double quarter = 0.25 * _overlap * perInput;
        if (chunk > 0)
        {
            for (int i = 0; i < Math.Min(output.Length, 4 * quarter); i++)
            {
                output[i] *= Rise(i, quarter);
            }
        }

        if (chunk < Count - 1)
        {
            int start = (int)Math.Round(_hop * perInput);
            for (int i = start; i < output.Length; i++)
            {
                output[i] *= 1 - Rise(i - start, quarter);
            }
        }
    }

    private static float Rise(int sample, double quarter) => quarter > 0 ? (float)Math.Clamp((sample - quarter) / (2 * quarter), 0, 1) : 1;
}

/// <summary>Sizes of chunks in samples of the network's input.</summary>
/// <param name="Chunk">Samples of a chunk.</param>
/// <param name="Overlap">Samples that two have in common, at most half of a chunk.</param>
/// <param name="Step">What starts are multiples of: there, output samples coincide with input samples.</param>
/// <param name="Multiple">What lengths are multiples of.</param>
/// <param name="IsFixed">Whether the network takes no other length.</param>
internal sealed record ChunkSizes(int Chunk, int Overlap, int Step, int Multiple, bool IsFixed)
{
    /// <summary>Sizes for a network.</summary>
    /// <exception cref="ArgumentException">Overlap and chunk do not fit each other, or the network is too short for its rates.</exception>
    public static ChunkSizes Of(OnnxTextureOptions options, int? fixedLength, int inputRate, int outputRate)
    {
        int common = Divisor(inputRate, outputRate);
        int coincidence = inputRate / common;
        int step = coincidence / Divisor(coincidence, options.LengthMultiple) * options.LengthMultiple;
        int chunk = fixedLength ?? RoundUp(Samples(options.ChunkSeconds, inputRate), step);
        if (options.OverlapSeconds > 0.5 * chunk / inputRate && fixedLength is null)
        {
            throw new ArgumentException(
                $"The overlap is {options.OverlapSeconds} s, a chunk {options.ChunkSeconds} s; the overlap may be half of a chunk at most.", nameof(options));
        }

        int wanted = Math.Min(Samples(options.OverlapSeconds, inputRate), chunk / 2);
        int hop = (chunk - wanted) / step * step;
        return hop > 0
            ? new ChunkSizes(chunk, chunk - hop, step, options.LengthMultiple, fixedLength is not null)
            : throw new ArgumentException(
                $"A chunk of {chunk} samples is too short: at {inputRate} to {outputRate} Hz chunks begin at multiples of {step} samples.", nameof(options));
    }

    /// <summary>The next multiple.</summary>
    public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private static int Samples(double seconds, int rate) => (int)Math.Round(seconds * rate);

    private static int Divisor(int a, int b) => (int)BigInteger.GreatestCommonDivisor(a, b);
}
