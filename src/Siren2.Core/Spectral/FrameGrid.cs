using System.Numerics;

namespace Siren2.Spectral;

/// <summary>
/// Where the frames of a short-time transform lie: frame f is centered on sample f·hop, and the signal is continued beyond
/// both ends by reflection about its first and its last sample, without repeating them, again and again where it is
/// shorter than the reach of a frame.
/// </summary>
internal sealed class FrameGrid
{
    public FrameGrid(int signalLength, int size, int hop)
    {
        SignalLength = signalLength;
        Size = size;
        Hop = hop;
        Frames = 1 + (signalLength / hop);
    }

    public int SignalLength { get; }

    /// <summary>Samples in a frame.</summary>
    public int Size { get; }

    public int Hop { get; }

    public int Frames { get; }

    /// <summary>The signal and half a frame on either side.</summary>
    public int PaddedLength => SignalLength + Size;

    /// <summary>Continues <paramref name="signal"/> by half a frame on either side.</summary>
    public void Pad(ReadOnlySpan<float> signal, Span<float> padded)
    {
        int reach = Size / 2;
        signal.CopyTo(padded[reach..]);
        for (int i = 0; i < reach; i++)
        {
            padded[i] = signal[Reflect(i - reach)];
            padded[reach + SignalLength + i] = signal[Reflect(SignalLength + i)];
        }
    }

    /// <summary>The transpose of <see cref="Pad"/>: adds what lies beyond the ends to the samples that it was copied from.</summary>
    public void Fold<T>(ReadOnlySpan<T> padded, Span<T> signal)
        where T : unmanaged, IAdditionOperators<T, T, T>
    {
        int reach = Size / 2;
        padded.Slice(reach, SignalLength).CopyTo(signal);
        for (int i = 0; i < reach; i++)
        {
            signal[Reflect(i - reach)] += padded[i];
            signal[Reflect(SignalLength + i)] += padded[reach + SignalLength + i];
        }
    }

    private int Reflect(int index)
    {
        // Divisions are only needed where the signal is shorter than the reach of a frame.
        if (index < 0 && -index < SignalLength)
        {
            return -index;
        }

        int mirrored = (2 * (SignalLength - 1)) - index;
        if (index >= SignalLength && mirrored >= 0)
        {
            return mirrored;
        }

        int period = Math.Max(1, 2 * (SignalLength - 1));
        int phase = ((index % period) + period) % period;
        return Math.Min(phase, period - phase);
    }
}
