namespace Siren2.Training;

/// <summary>Errors of some frames or bands, in decibels, and how they compare with the variances that were predicted.</summary>
internal sealed class ErrorStatistics
{
    private long _count;
    private double _sum;
    private double _absolute;
    private double _squaredRatio;
    private long _withinOne;
    private long _withinTwo;

    public long Count => _count;

    /// <summary>Mean of prediction minus truth in decibels.</summary>
    public double Bias => _sum / _count;

    public double MeanAbsolute => _absolute / _count;

    /// <summary>Root of the mean squared error over the predicted variance: 1 where variances are right.</summary>
    public double Spread => Math.Sqrt(_squaredRatio / _count);

    /// <summary>Share of errors within one predicted deviation: 0.68 for a normal variable.</summary>
    public double WithinOne => (double)_withinOne / _count;

    /// <summary>Share of errors within two predicted deviations: 0.95 for a normal variable.</summary>
    public double WithinTwo => (double)_withinTwo / _count;

    /// <summary>Takes an error.</summary>
    /// <param name="decibels">Prediction minus truth.</param>
    /// <param name="ratio">The same over the predicted deviation.</param>
    public void Add(double decibels, double ratio = 0)
    {
        _count++;
        _sum += decibels;
        _absolute += Math.Abs(decibels);
        _squaredRatio += ratio * ratio;
        _withinOne += Math.Abs(ratio) < 1 ? 1 : 0;
        _withinTwo += Math.Abs(ratio) < 2 ? 1 : 0;
    }
}
