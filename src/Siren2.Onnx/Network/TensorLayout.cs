namespace Siren2.Onnx.Network;

/// <summary>Where the samples lie in a network's input: the axis of time; every other one has one element.</summary>
internal sealed class TensorLayout
{
    private readonly int _rank;
    private readonly int _time;

    private TensorLayout(int rank, int time, int? fixedLength)
    {
        _rank = rank;
        _time = time;
        FixedLength = fixedLength;
    }

    /// <summary>The only length that the network takes, in samples; null for any.</summary>
    public int? FixedLength { get; }

    /// <summary>Reads a layout from dimensions, in which what is not positive may be anything.</summary>
    /// <exception cref="InvalidDataException">They are no single channel of samples.</exception>
    public static TensorLayout Of(ReadOnlySpan<int> dimensions)
    {
        int rank = dimensions.Length;
        int time = rank - 1;
        while (time > 0 && dimensions[time] == 1)
        {
            time--;
        }

        bool isMono = rank is >= 1 and <= 3;
        for (int i = 0; i < rank; i++)
        {
            isMono &= i == time || dimensions[i] <= 1;
        }

        return isMono
            ? new TensorLayout(rank, time, dimensions[time] > 0 ? dimensions[time] : null)
            : throw new InvalidDataException(
                $"The network's input is [{string.Join(", ", dimensions.ToArray().Select(size => size > 0 ? $"{size}" : "any"))}]; one channel is taken, as "
                + "[samples], [1, samples] or [1, 1, samples].");
    }

    /// <summary>The shape of so many samples.</summary>
    public long[] Shape(int length)
    {
        long[] shape = new long[_rank];
        Array.Fill(shape, 1);
        shape[_time] = length;
        return shape;
    }
}
